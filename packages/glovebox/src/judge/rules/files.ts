import type { Place } from '../places.ts';
import type { Pattern, Rule } from '../rule.ts';
import { NAMES_ALONE } from './secrets.ts';

const CHANGES = ['file.write', 'file.permission', 'file.delete', 'system.persist'] as const;
/** A command line that writes to what it names, in any of the ways a shell has. */
const WRITING_COMMAND =
  /(^|[|;&]\s*|\b(sudo|xargs|sh -c '?)\s*)(\S*\/)?(tee|cp|mv|install|ln|touch|truncate|chmod|chown|rm|unlink|shred|sed\s+-\w*i|dd)\b|>>?/;
const DELETING_COMMAND = /\b(rm|unlink|shred|rmdir)\b\s/;

/** What belongs to the system. */
const SYSTEM = [
  'account-file',
  'password-store',
  'public-configuration',
  'system-configuration',
  'kernel-setting',
  'system-program',
  'system-state',
] as const satisfies readonly Place[];
/** What a person installed on the machine, and what services tell of themselves. */
const ADMINISTERED = ['local-program', 'system-log'] as const satisfies readonly Place[];

const WALKS =
  /^(os\.(walk|fwalk|scandir|listdir)|glob\.i?glob|pathlib\.Path\.(rglob|glob|iterdir|walk)|(node:)?fs(\.promises|\/promises)?\.(readdir|readdirSync|opendir))$/;
const SEEKS = new RegExp(`${WALKS.source}|^find$`);

const REMOVES_WHAT_IT_FINDS: Pattern = { capability: ['file.delete'], constant: false, seenBy: ['source'] };
const REMOVES_BY_PATTERN: Pattern = { capability: ['file.delete'], text: /[*?]/, seenBy: ['source'] };

/** A library's own by-products are not the sample's doing. */
const BY_PRODUCTS: Pattern = { text: /__pycache__|\.pyc\b/ };

/** Old logs of one service go by their age, as every machine does it. */
const OLD_LOGS: Pattern = {
  callee: /^find$/,
  text: /^\/var\/log\/([\w.-]+\/\S*\.\w+|\S*\.(gz|xz|bz2|old|\d+))$/,
  written: /\s-([mac]time|[mac]min)\s+\+\d/,
};

const HOME = String.raw`(\\?\$\{?HOME\}?|~)`;
const VARIABLE = String.raw`\\?\$\{?[A-Z_]+\}?`;
/** Where installers of a home put programs, and where an administrator does. */
const PROGRAMS = String.raw`(${HOME}/(bin|go/bin|\.(local|cargo|npm-global|bun|deno|yarn|pyenv|rbenv|nodenv)/(bin|shims))|/(usr/local|opt)/[\w./-]+|${VARIABLE}(/[\w./-]+)?)`;
const SETTINGS = [
  `PATH=["']?${PROGRAMS}:${VARIABLE}["']?`,
  `PATH=["']?${VARIABLE}:${PROGRAMS}["']?`,
  String.raw`[A-Z_]+_(HOME|ROOT|DIR)=["']?(${HOME}|/usr|/opt)/[\w./-]+["']?`,
  String.raw`(EDITOR|VISUAL|PAGER|LANG|LC_ALL)=["']?[\w.-]+["']?`,
];
/** One line that only says where programs are, added at the end: what every installer asks for. */
export const ADDS_A_SETTING: Pattern = {
  written: new RegExp(String.raw`^\s*echo\s+["']?(export\s+)?(${SETTINGS.join('|')})["']?\s*>>\s*\S+\s*$`),
};

/** A name that is looked for in a text. */
const LOOKED_FOR: Pattern = { text: /^(\S*\/)?[ef]?grep\s+(-\w+\s+){0,6}\S*\/dev\/\S*$/ };
/** What is made in a folder belongs to its group: no program gets rights by that. */
const SHARED_FOLDERS: Pattern = { written: /-type\s+d\b.*\bg\+s\b/ };

export const fileRules = {
  'destructive-delete': {
    severity: 'critical',
    title: 'Deletes a home or the whole system',
    capability: 'file.delete',
    why: 'Nothing that is asked for ordinarily removes everything below / or ~.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1561.001'],
    message: '{callee} {target}: everything below a home or a root folder.',
    remedy: 'Do not run it. Name the single folder that is meant.',
    examples: {
      found: { language: 'bash', code: 'rm -rf ~' },
      ordinary: { language: 'bash', code: 'rm -rf ./build' },
    },
    when: {
      any: [
        {
          capability: ['file.delete'],
          place: ['root-itself', 'home-itself', 'system-folder'],
          seenBy: ['source', 'interpreter'],
        },
        {
          capability: ['process.spawn'],
          place: ['root-itself', 'home-itself', 'system-folder'],
          text: /\brm\s+(-\w+\s+)*-\w*[rR]/,
          // What goes by its name is not everything; that it is much is told by what it does.
          except: [{ text: /^(\S*\/)?find\s.{0,300}\s-i?name\s.{1,300}\s-exec\s/ }],
        },
        { text: /--no-preserve-root|\b(mkfs(\.\w+)?|wipefs|blkdiscard)\s[^\n]{0,200}\/dev\// },
      ],
    },
  },
  'mass-destruction': {
    severity: 'critical',
    title: 'Goes through a home or the system and destroys what it finds',
    capability: 'file.delete',
    why: 'A program that cleans up knows the folder it made; ransomware takes all.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1486'],
    message: '{callee} {target}: of every file it finds below a home or a root folder.',
    remedy: 'Do not run it. Name the single folder that is meant.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nfor folder, _, names in os.walk('/home'):\n    for name in names:\n        os.remove(os.path.join(folder, name))",
      },
      ordinary: {
        language: 'python',
        code: "import os\n\nfor folder, _, names in os.walk('build'):\n    for name in names:\n        os.remove(os.path.join(folder, name))",
      },
    },
    when: {
      all: [
        [
          {
            callee: WALKS,
            at: ['root-itself', 'home-itself', 'system-folder'],
            seenBy: ['source'],
          },
        ],
        [{ capability: ['file.delete', 'file.write'], constant: false, seenBy: ['source'] }],
      ],
      decisive: 1,
    },
  },
  ransomware: {
    severity: 'critical',
    title: 'Encrypts what it finds and removes the originals',
    capability: 'file.delete',
    why: 'Whoever keeps a copy for themselves does not take the originals away.',
    cwe: ['CWE-506'],
    attack: ['T1486'],
    message: '{callee} {target}: of files that it walks through and encrypts.',
    remedy: 'Do not run it.',
    examples: {
      found: {
        language: 'python',
        code: "import os\nfrom pathlib import Path\nfrom cryptography.fernet import Fernet\n\nbox = Fernet(Fernet.generate_key())\nfor path in (Path.home() / 'Documents').rglob('*'):\n    path.with_suffix('.locked').write_bytes(box.encrypt(path.read_bytes()))\n    os.remove(path)",
      },
      ordinary: {
        language: 'python',
        code: "from pathlib import Path\nfrom cryptography.fernet import Fernet\n\nbox = Fernet(Path('key').read_bytes())\nfor path in (Path.home() / 'Documents').rglob('*.txt'):\n    (Path('copies') / path.name).write_bytes(box.encrypt(path.read_bytes()))",
      },
    },
    when: {
      all: [
        [{ callee: SEEKS, at: ['root-itself', 'home-itself', 'system-folder', 'personal-folder'], seenBy: ['source'] }],
        [
          { capability: ['code.import'], text: /^(cryptography|Crypto|Cryptodome|nacl|pyaes|pyAesCrypt|rsa)\b/ },
          {
            capability: ['file.read', 'file.write', 'file.delete', 'process.spawn'],
            written:
              /\b(createCipher(iv)?|publicEncrypt|encrypt\w*)\(|\bopenssl\s+enc\b(?!.*\s-d\b)|\bgpg\b.*\s(-c|-e|--symmetric|--encrypt)\b/,
          },
        ],
        [REMOVES_WHAT_IT_FINDS, { ...REMOVES_BY_PATTERN, at: ['personal-folder', 'home-itself'] }],
      ],
      decisive: 2,
    },
  },
  'personal-files-removed': {
    severity: 'medium',
    title: 'Removes what it finds among a person’s files',
    capability: 'file.delete',
    why: 'Which of their files goes is for the person to say.',
    cwe: ['CWE-73'],
    attack: ['T1485'],
    message: '{callee} {target}: of files that it finds in a person’s folders.',
    remedy: 'Move what is not wanted to a place from where it can be taken back.',
    examples: {
      found: {
        language: 'python',
        code: "import glob, os\n\nfor path in glob.glob(os.path.expanduser('~/Downloads/*.tmp')):\n    os.remove(path)",
      },
      ordinary: {
        language: 'python',
        code: "import glob, os\n\nfor path in glob.glob('downloads/*.tmp'):\n    os.remove(path)",
      },
    },
    when: {
      all: [
        [{ callee: SEEKS, at: ['personal-folder'], seenBy: ['source'] }],
        [REMOVES_WHAT_IT_FINDS, { ...REMOVES_BY_PATTERN, at: ['personal-folder'] }],
      ],
      decisive: 1,
    },
  },
  'system-file-delete': {
    severity: 'critical',
    title: 'Deletes files of the system',
    capability: 'file.delete',
    why: 'Only a package manager removes what it installed.',
    cwe: ['CWE-73'],
    attack: ['T1485', 'T1070.004'],
    message: '{callee} {target}: a file of the system.',
    remedy: 'Delete only what the program made itself.',
    examples: {
      found: { language: 'python', code: "import os\n\nos.remove('/etc/hosts')" },
      ordinary: { language: 'python', code: "import os\n\nos.remove('out/hosts')" },
    },
    when: {
      any: [
        {
          capability: ['file.delete'],
          at: [...SYSTEM, ...ADMINISTERED],
          except: [BY_PRODUCTS, OLD_LOGS],
        },
        { capability: ['file.delete'], at: ['credential-store', 'schedule', 'shell-profile'], text: /(^|\s)\/etc\// },
        {
          capability: ['process.spawn'],
          place: [...SYSTEM, ...ADMINISTERED],
          text: DELETING_COMMAND,
          seenBy: ['source', 'interpreter'],
          callee: /^(os\.|subprocess|child_process|rm$|unlink$|shred$)/,
        },
      ],
    },
  },
  'system-file-write': {
    severity: 'high',
    title: 'Writes to files of the system',
    capability: 'file.write',
    why: 'Programs in the system’s folders are run by everyone, root included.',
    cwe: ['CWE-73', 'CWE-732'],
    attack: ['T1565.001', 'T1554'],
    message: '{callee} {target}: a place of the system.',
    remedy: 'Write to the working directory or a temporary one.',
    examples: {
      found: {
        language: 'python',
        code: "with open('/etc/hosts', 'a') as hosts:\n    hosts.write('10.0.0.9 bank.example\\n')",
      },
      ordinary: {
        language: 'python',
        code: "with open('hosts.txt', 'a') as hosts:\n    hosts.write('10.0.0.9 bank.example\\n')",
      },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'file.permission'],
          at: SYSTEM,
          except: [
            BY_PRODUCTS,
            { text: /^\/(proc|sys)\/self|^\/etc\/mtab$/ },
            { callee: /^touch$/, argument: /^\d=-\w*r/ },
            {
              capability: ['file.write'],
              argument: /^(from|0)=\/(usr|etc|opt|var)\//,
              text: /^(\/tmp|\/work|\/home|[^/])/,
            },
          ],
        },
      ],
    },
  },
  'administered-file-write': {
    severity: 'medium',
    title: 'Writes where the administrator installs',
    capability: 'file.write',
    why: 'What a person put on the machine for everybody is changed, or a log is.',
    cwe: ['CWE-732'],
    attack: ['T1554', 'T1565.001'],
    message: '{callee} {target}: programs, pages or logs for the whole machine.',
    remedy: 'Write to the working directory, or let the person install the result.',
    examples: {
      found: { language: 'bash', code: 'cp tool /usr/local/bin/tool' },
      ordinary: { language: 'bash', code: 'cp tool build/tool' },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'file.permission'],
          at: ADMINISTERED,
          text: /(^|\s)\/(usr\/local|opt|srv|var\/(www|log))\b/,
          except: [BY_PRODUCTS],
        },
        { capability: ['file.delete'], ...OLD_LOGS },
      ],
    },
  },
  'shell-profile-persistence': {
    severity: 'critical',
    title: 'Plants itself in a shell’s start-up file',
    capability: 'system.persist',
    why: 'It would run again whenever a shell opens.',
    cwe: ['CWE-506'],
    attack: ['T1546.004'],
    message: '{callee} {target}: a file that shells or interpreters run when they start.',
    remedy: 'Do not run it. Tell the person what to add to their profile instead.',
    examples: {
      found: { language: 'bash', code: "echo 'python3 ~/.cache/x.py &' >> ~/.bashrc" },
      ordinary: { language: 'bash', code: 'grep PATH ~/.bashrc' },
    },
    when: {
      any: [
        { capability: CHANGES, at: ['shell-profile'], except: [ADDS_A_SETTING] },
        { capability: ['process.spawn'], place: ['shell-profile'], text: WRITING_COMMAND, except: [ADDS_A_SETTING] },
      ],
    },
  },
  'shell-profile-setting': {
    severity: 'medium',
    title: 'Adds a setting to a shell’s start-up file',
    capability: 'system.persist',
    why: 'Where programs are looked for is said anew in every shell that opens.',
    cwe: ['CWE-426'],
    attack: ['T1574.007'],
    message: '{callee} {target}: one more folder or variable in every new shell.',
    remedy: 'Tell the person what to add to their profile instead.',
    examples: {
      found: { language: 'bash', code: `echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.bashrc` },
      ordinary: { language: 'bash', code: 'export PATH="$HOME/.local/bin:$PATH"' },
    },
    when: { any: [{ capability: CHANGES, at: ['shell-profile'], ...ADDS_A_SETTING }] },
  },
  'scheduled-persistence': {
    severity: 'critical',
    title: 'Arranges to be started again',
    capability: 'system.persist',
    why: 'Schedules, services and accepted keys outlive the program and the session.',
    cwe: ['CWE-506'],
    attack: ['T1053.003', 'T1543.002', 'T1098.004'],
    message: '{callee} {target}: a schedule, a service or a list of accepted keys.',
    remedy: 'Do not run it. Describe the schedule to the person who owns the machine.',
    examples: {
      found: { language: 'bash', code: "(crontab -l; echo '* * * * * ~/.cache/x') | crontab -" },
      ordinary: { language: 'bash', code: 'crontab -l' },
    },
    when: {
      any: [
        { capability: CHANGES, at: ['schedule', 'authorized-keys'] },
        {
          capability: ['process.spawn', 'system.persist'],
          place: ['schedule', 'authorized-keys'],
          text: WRITING_COMMAND,
        },
        {
          capability: ['process.spawn', 'system.persist'],
          text: /(^|[\s|;&/])crontab\s+(-u\s+\S+\s+)?(-(?![lu])\S*|[^\s-]\S*)\s*$|\|\s*crontab\b(?!\s+-l)|\bsystemctl\s+(--user\s+)?(enable|link)\b|\bupdate-rc\.d\s/,
        },
      ],
    },
  },
  'history-wipe': {
    severity: 'high',
    title: 'Removes the record of what was done',
    capability: 'file.delete',
    why: 'Histories and logs are cleared to hide something.',
    cwe: ['CWE-778'],
    attack: ['T1070.003', 'T1070.002'],
    message: '{callee} {target}: a history or a log.',
    remedy: 'Leave histories and logs alone.',
    examples: {
      found: { language: 'bash', code: 'rm -f ~/.bash_history' },
      ordinary: { language: 'bash', code: 'rm -f notes.txt' },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'file.delete', 'file.permission'],
          at: ['history-file'],
          except: [{ callee: /^(logger|syslog\.\w+)$/ }, { text: /(^|\s)\/(var\/log|var\/run|run)\// }],
        },
        {
          capability: ['process.spawn'],
          place: ['history-file'],
          text: /\b(rm|shred|truncate|unlink|ln|tee|dd|cp|chattr)\b|>/,
        },
        {
          text: /(^|[\s;&|])history\s+-\w*[cw]|\bunset\s+HIST(FILE|SIZE)|HIST(FILE|SIZE|FILESIZE)=(\/dev\/null|0|["']{2}|\s*$)|set \+o history/,
        },
        { callee: /^history$/, argument: /=-\w*[cw]/ },
        { callee: /^(unset|export|set)$/, argument: /HIST(FILE|SIZE)|^\d=history$/ },
      ],
    },
  },
  'link-trick': {
    severity: 'high',
    title: 'Links to a sensitive place',
    capability: 'file.write',
    why: 'A link makes another program, or a careless check, touch what it points at.',
    cwe: ['CWE-59', 'CWE-61'],
    message: '{callee} {target}: a link that leads to a sensitive place.',
    remedy: 'Open the file by its own name, so that the access can be seen.',
    examples: {
      found: { language: 'python', code: "import os\n\nos.symlink('/etc/shadow', 'report.txt')" },
      ordinary: { language: 'python', code: "import os\n\nos.symlink('report-2.txt', 'report.txt')" },
    },
    when: {
      any: [
        {
          callee: /(^|\.)(symlink|link|symlinkat|linkat|symlinkSync|linkSync|symlink_to|hardlink_to|ln)$/,
          place: [
            'account-file',
            'password-store',
            'credential-store',
            'process-internals',
            'root-itself',
            'system-folder',
            'container-control',
            'device',
          ],
        },
        {
          capability: ['process.spawn'],
          text: /\bln\s+(-\w+\s+)*/,
          place: [
            'account-file',
            'password-store',
            'credential-store',
            'process-internals',
            'root-itself',
            'container-control',
          ],
        },
      ],
    },
  },
  'device-access': {
    severity: 'high',
    title: 'Opens a raw device',
    capability: 'system.privilege',
    why: 'Disks and memory as devices lie below every file permission.',
    cwe: ['CWE-782'],
    attack: ['T1561', 'T1006'],
    message: '{callee} {target}: a device of the machine.',
    remedy: 'Work on files.',
    examples: {
      found: { language: 'bash', code: 'dd if=/dev/sda of=disk.img count=1' },
      ordinary: { language: 'bash', code: 'dd if=disk.img of=copy.img count=1' },
    },
    when: { any: [{ place: ['device'], except: [NAMES_ALONE, LOOKED_FOR] }] },
  },
  'container-control': {
    severity: 'critical',
    title: 'Reaches for the container engine',
    capability: 'system.privilege',
    why: 'Whoever talks to the engine’s socket is root on the machine.',
    cwe: ['CWE-250'],
    attack: ['T1611'],
    message: '{callee} {target}: the control of a container engine.',
    remedy: 'Do not run it where such a socket is.',
    examples: {
      found: {
        language: 'python',
        code: "import socket\n\nengine = socket.socket(socket.AF_UNIX)\nengine.connect('/var/run/docker.sock')",
      },
      ordinary: {
        language: 'python',
        code: "import socket\n\nserver = socket.socket(socket.AF_UNIX)\nserver.connect('/tmp/app.sock')",
      },
    },
    when: { any: [{ place: ['container-control'] }] },
  },
  'setuid-bit': {
    severity: 'high',
    title: 'Makes a program run as its owner',
    capability: 'file.permission',
    why: 'A set-user-id program keeps rights for whoever comes later.',
    cwe: ['CWE-250'],
    attack: ['T1548.001'],
    message: '{callee} {target}: sets the user-id bit.',
    remedy: 'Give the rights needed to the person, not to the file.',
    examples: {
      found: { language: 'bash', code: 'chmod u+s ./tool' },
      ordinary: { language: 'bash', code: 'chmod u+x ./tool' },
    },
    when: {
      any: [
        {
          capability: ['process.spawn', 'file.permission'],
          text: /\bchmod\s+(-\w+\s+)*([ugoa]*\+[rwx]*s|0?[467][0-7]{3})\b/,
          except: [SHARED_FOLDERS],
        },
        {
          capability: ['file.permission'],
          argument: /^(1|0|mode)=(['"]?[uoa]*\+[rwx]*s|0o?[467][0-7]{3}|[467][0-7]{3})['"]?$/,
          except: [SHARED_FOLDERS],
        },
        { capability: ['process.spawn', 'file.permission'], text: /\bsetcap\s+\S*cap_/ },
      ],
    },
  },
} as const satisfies Record<string, Rule>;
