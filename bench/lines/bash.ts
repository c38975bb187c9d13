import type { Action, Grammar, Way } from './program.ts';

const here = '^/work/NAME$';

const ACTIONS: readonly Action[] = [
  { code: 'echo x > NAME', seen: [['file.write', here]] },
  { code: 'echo x >> NAME', seen: [['file.write', here]] },
  { code: ': > NAME', seen: [['file.write', here]] },
  { code: 'printf "%s\\n" a b > NAME', seen: [['file.write', here]] },
  {
    code: 'cat NAME',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['process.spawn', 'cat NAME'],
    ],
  },
  {
    code: 'cat < NAME',
    needs: 'file',
    seen: [['file.read', here]],
  },
  { code: 'read -r value < NAME', needs: 'file', seen: [['file.read', here]] },
  { code: 'mapfile -t lines < NAME', needs: 'file', seen: [['file.read', here]] },
  {
    code: 'value=$(cat NAME)',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['process.spawn', 'cat NAME'],
    ],
  },
  { code: 'value=$(< NAME)', needs: 'file', seen: [['file.read', here]] },
  {
    code: 'rm NAME',
    needs: 'file',
    seen: [
      ['file.delete', here],
      ['process.spawn', 'rm NAME'],
    ],
  },
  {
    code: 'mv NAME NAME.new',
    needs: 'file',
    seen: [
      ['file.write', '^/work/NAME.new$'],
      ['process.spawn', 'mv NAME'],
    ],
  },
  {
    code: 'cp NAME NAME.copy',
    needs: 'file',
    seen: [
      ['file.write', '^/work/NAME.copy$'],
      ['file.read', here],
    ],
  },
  {
    code: 'chmod 600 NAME',
    needs: 'file',
    seen: [
      ['file.permission', here],
      ['process.spawn', 'chmod 600 NAME'],
    ],
  },
  { code: 'mkdir -p NAME/a', seen: [['file.write', '^/work/NAME(/a)?$']] },
  {
    code: 'ls NAME',
    needs: 'folder',
    seen: [
      ['file.read', here],
      ['process.spawn', 'ls NAME'],
    ],
  },
  { code: 'ln -s /etc/hosts NAME', seen: [['file.write', here]] },
  {
    code: 'touch NAME',
    seen: [
      ['file.write', here],
      ['process.spawn', 'touch NAME'],
    ],
  },
  {
    code: 'sed -i s/a/b/ NAME',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', here],
    ],
  },
  {
    code: 'head -1 NAME | tee NAME.out',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', '^/work/NAME.out$'],
    ],
  },
  {
    code: 'sort NAME -o NAME.sorted',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', '^/work/NAME.sorted$'],
    ],
  },
  { code: 'find NAME -type f', needs: 'folder', seen: [['file.read', here]] },
  { code: 'wc -l < NAME', needs: 'file', seen: [['file.read', here]] },
  {
    code: 'grep a NAME',
    needs: 'file',
    seen: [
      ['file.read', here],
      ['process.spawn', 'grep a NAME'],
    ],
  },
  { code: 'truncate -s 0 NAME', needs: 'file', seen: [['file.write', here]] },
  { code: 'mktemp /tmp/NAME.XXXX', seen: [['file.write', '^/tmp/NAME']] },
  {
    code: 'tar cf NAME.tar NAME',
    needs: 'file',
    seen: [
      ['file.write', '^/work/NAME.tar$'],
      ['file.read', here],
    ],
  },
  { code: '{ echo > /dev/tcp/127.0.0.1/PORT; } 2>/dev/null', seen: [['network.connect', ':PORT$']] },
  { code: 'kill -0 $BASHPID', seen: [['process.signal', 'signal 0']] },
  {
    code: "python3 -c \"open('NAME', 'w')\"",
    seen: [
      ['file.write', here],
      ['process.spawn', 'NAME'],
    ],
  },
  { code: 'for one in NAME/*; do cat "$one"; done', needs: 'folder', seen: [['file.read', '^/work/NAME']] },
  { code: 'exec 9> NAME; exec 9>&-', seen: [['file.write', here]] },
  { code: 'awk 1 NAME', needs: 'file', seen: [['file.read', here]] },
  { code: 'test -f NAME && cat NAME', needs: 'file', seen: [['file.read', here]] },
];

const WAYS: readonly Way[] = [
  { name: 'direct', code: 'ACTION' },
  { name: 'function', code: 'run$$() {\n  local value=1\n  ACTION\n}\nrun$$' },
  {
    name: 'function of a function',
    code: 'inner$$() {\n  ACTION\n}\nfunction outer$$ {\n  local a=1\n  inner$$ "$a"\n}\nouter$$',
  },
  { name: 'function in $()', code: 'run$$() {\n  ACTION\n}\nvalue$$=$(run$$)' },
  { name: 'subshell', code: '(\n  cd .\n  ACTION\n)' },
  { name: 'group', code: '{\n  ACTION\n} > /dev/null' },
  { name: 'pipe, left', code: '{ ACTION; } | cat' },
  { name: 'pipe, right', code: 'echo a | {\n  ACTION\n}' },
  { name: 'pipe into while', code: 'printf "a\\n" | while read -r line; do\n  ACTION\ndone' },
  { name: 'pipe of three', code: 'echo a |\n  cat |\n  { ACTION; }' },
  { name: 'substitution', code: 'value$$=$(ACTION)' },
  { name: 'backticks', code: 'value$$=`ACTION`', fits: ({ code }) => !/["$]/.test(code) },
  { name: 'substitution over lines', code: 'value$$=$(\n  echo a\n  ACTION\n)' },
  { name: 'nested substitution', code: 'value$$=$(echo "$(ACTION)")' },
  { name: 'background', code: '{ ACTION; } &\nwait' },
  { name: 'background function', code: 'run$$() {\n  ACTION\n}\nrun$$ &\nwait' },
  { name: 'if', code: 'if [ 1 = 1 ]; then\n  ACTION\nelse\n  echo no\nfi' },
  { name: 'condition', code: 'if ACTION; then\n  :\nfi' },
  { name: 'else', code: 'if [[ a == b ]]; then\n  :\nelse\n  ACTION\nfi' },
  { name: 'case', code: 'case abc in\n  a*)\n    ACTION\n    ;;\nesac' },
  { name: 'for', code: 'for n in 1; do\n  ACTION\ndone' },
  { name: 'arithmetic for', code: 'for ((i = 0; i < 1; i++)); do\n  ACTION\ndone' },
  { name: 'while', code: 'n$$=0\nwhile ((n$$++ < 1)); do\n  ACTION\ndone' },
  { name: 'until', code: 'n$$=0\nuntil [ $n$$ -gt 0 ]; do\n  n$$=1\n  ACTION\ndone' },
  { name: 'and', code: 'true && ACTION', fits: ({ code }) => !/^(for|test)/.test(code) },
  { name: 'or', code: 'false || ACTION', fits: ({ code }) => !/^(for|test)/.test(code) },
  { name: 'trap EXIT', code: 'last$$() {\n  ACTION\n}\ntrap last$$ EXIT' },
  { name: 'trap of a signal', code: 'on$$() {\n  ACTION\n}\ntrap on$$ USR1\nkill -USR1 $BASHPID\ntrap - USR1' },
  { name: 'trap ERR', code: 'on$$() {\n  ACTION\n}\ntrap on$$ ERR\nfalse\ntrap - ERR' },
  { name: 'source', code: '. ./lib$$.sh', files: { 'lib$$.sh': '# a library\n\nACTION' } },
  {
    name: 'function of a library',
    code: 'source ./functions$$.sh\nact$$',
    files: { 'functions$$.sh': 'act$$() {\n  ACTION\n}' },
  },
  { name: 'here-document', code: 'cat <<END # ACTION\n$(ACTION)\nEND', fits: ({ code }) => !code.includes('"') },
  { name: 'here-string', code: 'cat <<< "$(ACTION)"', fits: ({ code }) => !code.includes('"') },
  { name: 'process substitution', code: 'cat < <(ACTION)' },
  {
    name: 'process substitution of a function',
    code: 'run$$() {\n  ACTION\n}\nwhile read -r line; do :; done < <(run$$)',
  },
  { name: 'eval', code: 'eval QUOTED', fits: ({ code }) => !/["$`\\]/.test(code) },
  { name: 'bash -c', code: 'bash -c QUOTED', fits: ({ code }) => !/["$`\\]/.test(code) },
  { name: 'xargs', code: 'echo NAME | xargs touch #ACTION', fits: ({ code }) => code === 'touch NAME' },
  {
    name: 'command prefix',
    code: 'VALUE=1 command ACTION',
    fits: ({ code }) => /^(cat|rm|touch|grep|head|mv|cp|ls) /.test(code),
  },
  { name: 'child script', code: 'bash ./child$$.sh', files: { 'child$$.sh': '#!/bin/bash\n\nACTION' } },
  {
    name: 'child script, executed',
    code: 'chmod +x started$$.sh\n./started$$.sh',
    files: { 'started$$.sh': '#!/bin/bash\nvalue=1\nACTION' },
  },
  { name: 'coprocess', code: 'coproc { ACTION; }\nwait' },
  { name: 'continued line', code: 'true \\\n  a b\nACTION' },
  { name: 'set -e', code: '(\n  set -euo pipefail\n  ACTION\n)' },
  {
    name: 'recursion',
    code: 'down$$() {\n  if (($1 == 0)); then\n    ACTION\n    return\n  fi\n  down$$ $(($1 - 1))\n}\ndown$$ 5',
  },
  { name: 'set +x', code: 'set +x\nACTION' },
];

export const bash: Grammar = {
  language: 'bash',
  entry: 'main.sh',
  head: ['#!/bin/bash', ''],
  actions: ACTIONS,
  ways: WAYS,
};
