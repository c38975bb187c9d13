import { describe, expect, it } from 'vitest';
import { inspected, usesIn } from '../../inspect.fixture.ts';
import { SPECIAL } from '../special.ts';
import { COMMANDS } from './index.ts';

const uses = (code: string) => usesIn('bash', `${code}\n`);

describe('the table of shell commands', () => {
  const described = [...COMMANDS].filter(([, row]) => row.also ?? row.instead ?? row.verbs);

  it('knows the options of at least 150 commands', () => {
    const names = new Set([...described.map(([name]) => name), ...Object.keys(SPECIAL)]);
    expect(names.size).toBeGreaterThanOrEqual(150);
  });

  it('knows at least 400 commands', () => {
    expect(new Set([...COMMANDS.keys(), ...Object.keys(SPECIAL)]).size).toBeGreaterThanOrEqual(400);
  });

  it('names every option with its dash', () => {
    const options = described.flatMap(([, row]) =>
      [...Object.keys(row.also ?? {}), ...Object.keys(row.instead ?? {}), row.values ?? ''].flatMap((names) =>
        names.split(' '),
      ),
    );
    expect(options.filter((option) => option !== '' && !/^[-+]/.test(option))).toEqual([]);
  });
});

describe('an option says what a command does', () => {
  it.each([
    ['sort -o out in', ['file.read sort in', 'file.write sort out']],
    ['sed -i s/a/b/ f', ['file.read sed f', 'file.write sed f']],
    ['sed -n -e p f', ['file.read sed f']],
    ['cp -t /to a b', ['file.read cp a b', 'file.write cp /to']],
    ['mv --target-directory=/to a', ['file.read mv a', 'file.write mv /to']],
    ['touch -r ref f', ['file.write touch f', 'file.read touch ref']],
    ['tar -czf out.tgz a b', ['file.write tar out.tgz', 'file.read tar a b']],
    ['tar xzf in.tgz -C /to', ['file.read tar in.tgz', 'file.write tar /to']],
    ['tar -tf in.tgz', ['file.read tar in.tgz']],
    ['unzip -l a.zip', ['file.read unzip a.zip']],
    ['dd if=a of=b', ['file.read dd a', 'file.write dd b']],
    ['wget --post-file=a http://h.example/', ['network.send wget http://h.example/', 'file.read wget a']],
    ['wget -O f http://h.example/', ['network.connect wget http://h.example/', 'file.write wget f']],
    ['curl -T a ftp://h.example/', ['network.send curl ftp://h.example/', 'file.read curl a']],
    ['curl --upload-fil a ftp://h.example/', ['network.send curl ftp://h.example/', 'file.read curl a']],
    ['curl -F f=@a http://h.example/', ['network.send curl http://h.example/', 'file.read curl a']],
    ['curl -X DELETE http://h.example/', ['network.send curl http://h.example/']],
    ['curl -XGET http://h.example/', ['network.connect curl http://h.example/']],
    ['curl -sofile http://h.example/', ['network.connect curl http://h.example/', 'file.write curl file']],
    ['rsync -a a b', ['file.read rsync a', 'file.write rsync b']],
    ['rsync -a a h:b', ['file.read rsync a', 'network.send rsync h:b']],
    ['scp u@h:a .', ['network.connect scp u@h:a', 'file.write scp .']],
    ['nc -l -p 80', ['network.listen nc 0.0.0.0:80']],
    ['openssl s_client -connect h:1', ['network.connect openssl h:1']],
    ['git clone https://h.example/r', ['network.connect git git clone https://h.example/r']],
    ['git push', ['network.send git git push']],
    ['git status', ['process.spawn git git status']],
    [
      'docker run --privileged i',
      ['process.spawn docker docker run --privileged i', 'system.privilege docker docker run --privileged i'],
    ],
    ['docker run -v /etc:/e i', ['process.spawn docker docker run -v /etc:/e i', 'file.write docker /etc']],
    ['kubectl get pods', ['network.connect kubectl kubectl get pods']],
    ['pip install x', ['process.spawn pip pip install x', 'network.connect pip pip install x']],
    ['pip list', ['system.probe pip']],
    ['systemctl status x', ['system.probe systemctl systemctl status x']],
    ['systemctl stop x', ['system.privilege systemctl systemctl stop x']],
    ['iptables -L', ['system.probe iptables']],
    ['iptables -F', ['system.privilege iptables iptables -F']],
    ['sysctl -a', ['system.probe sysctl']],
    ['sysctl -w a.b=1', ['system.privilege sysctl sysctl -w a.b=1']],
    ['ip link set e down', ['system.privilege ip ip link set e down']],
    ['mount', ['system.probe mount']],
    ['mount /dev/x /m', ['system.privilege mount mount /dev/x /m']],
    ['date', ['clock.read date']],
    ['date -s 12:00', ['system.privilege date date -s 12:00']],
    ['hwclock --systohc', ['system.privilege hwclock hwclock --systohc']],
    ['hostname', ['system.probe hostname']],
    ['hostname -i', ['system.probe hostname']],
    ['hostname other', ['system.privilege hostname hostname other']],
    ['getent passwd', ['file.read getent /etc/passwd']],
    ['getent passwd me', ['system.probe getent passwd me']],
    ['gdb -p 12', ['process.spawn gdb gdb -p 12', 'process.inject gdb 12']],
    ['strace -o t ls /', ['process.spawn strace strace -o t ls /', 'file.write strace t', 'file.read ls /']],
    ['insmod a.ko', ['code.native insmod a.ko']],
    ['dmesg -C', ['system.probe dmesg', 'file.delete dmesg /var/log/dmesg']],
    ['at -l', ['file.read at /var/spool/cron']],
    ['yes | head', []],
    ['yes > f', ['resource.exhaust yes yes', 'file.write > f']],
    ['gpg --export-secret-keys', ['file.read gpg', 'secret.read gpg ~/.gnupg']],
    ['chmod 4755 f', ['file.permission chmod f']],
    ['useradd -m -s /bin/sh x', ['system.privilege useradd useradd -m -s /bin/sh x']],
    ["find / -name '*.o' -mtime +1", ['file.read find /']],
    ['find . -fprint out', ['file.read find .', 'file.write find out']],
  ])('%s', async (code, expected) => {
    expect(await uses(code)).toEqual(expected);
  });

  it('and its words are kept by position', async () => {
    const { sites } = await inspected('bash', 'chmod u+s f\n');
    expect(sites[0]).toMatchObject({ arguments: { 0: 'u+s', 1: 'f' } });
  });
});
