import type { Place } from '../places.ts';
import type { Rule } from '../rule.ts';
import { NAMES_ALONE } from './secrets.ts';

/** What tells how a machine is set up or used, and is no business of a program that is not part of it. */
const INNER = ['system-configuration', 'system-state', 'system-log', 'schedule'] as const satisfies readonly Place[];

const REACHED_BY_CLIMBING = [
  ...INNER,
  'account-file',
  'password-store',
  'credential-store',
  'public-configuration',
  'process-internals',
  'machine-state',
  'system-program',
] as const satisfies readonly Place[];

/** Programs that show what is in a file. */
const SHOWS = /(^|[\s|;&/])(cat|tac|less|more|head|tail|grep|awk|sed|cut|cp|strings|base64|xxd|nl|sort|tar|zip)\s/;

/** Log-ins, passwords' rules, auditing, mandatory access, filters of packets. */
const GUARD_CONFIGURATION =
  /(^|[\s"'=])\/etc\/(security|pam\.d|ssh|audit|audisp|apparmor(\.d)?|selinux|polkit-1|fail2ban|iptables|ufw|sssd)\/[\w./-]{1,200}|(^|[\s"'=])\/etc\/(pam\.conf|login\.defs|nftables\.conf|hosts\.(allow|deny)|securetty|krb5\.(conf|keytab))\b/;

export const systemRules = {
  'system-configuration-read': {
    severity: 'medium',
    title: 'Reads how the machine is set up',
    capability: 'file.read',
    why: 'Limits, package sources, services and logs show an intruder where to go next.',
    cwe: ['CWE-200', 'CWE-552'],
    attack: ['T1082', 'T1005'],
    message: '{callee} {target}: configuration, state or logs of the system.',
    remedy: 'Take what is needed as a parameter, or from a file of the program’s own.',
    independent: true,
    examples: {
      found: { language: 'python', code: "print(open('/etc/security/limits.conf').read())" },
      ordinary: { language: 'python', code: "print(open('config/limits.conf').read())" },
    },
    when: {
      any: [
        {
          capability: ['file.read', 'secret.read'],
          at: INNER,
          seenBy: ['source'],
          except: [{ callee: /^crontab$/ }],
        },
        { capability: ['file.read', 'secret.read'], text: /^\/var\/log\//, at: ['history-file'], seenBy: ['source'] },
        { capability: ['process.spawn'], place: INNER, text: SHOWS, seenBy: ['source'] },
        // A whole folder of the system, or a whole home, is taken along.
        {
          capability: ['file.read'],
          at: ['system-folder', 'home-itself'],
          text: /^(\/(etc|boot|root|var|home(\/[\w.$-]+)?)|~)\/?\*?$/,
          callee:
            /copytree|make_archive|^(cp|tar|zip|7z|rsync|scp|cpio|grep|rg)$|(node:)?fs(\.promises|\/promises)?\.cp(Sync)?$/,
          seenBy: ['source'],
        },
      ],
    },
  },
  'guard-configuration-read': {
    severity: 'high',
    title: 'Reads how the machine guards itself',
    capability: 'file.read',
    why: 'Who may log in, from where, with how much, and what is written down of it, is what an intruder has to know.',
    cwe: ['CWE-200', 'CWE-552'],
    attack: ['T1082', 'T1518.001', 'T1201'],
    message: '{callee} {target}: rules by which the machine lets people in and watches them.',
    remedy: 'Leave it to the administrator’s tools.',
    examples: {
      found: { language: 'python', code: "print(open('/etc/security/access.conf').read())" },
      ordinary: { language: 'python', code: "print(open('security/access.conf').read())" },
    },
    when: {
      any: [
        {
          capability: ['file.read', 'secret.read'],
          at: ['system-configuration'],
          text: GUARD_CONFIGURATION,
          seenBy: ['source'],
        },
        { capability: ['process.spawn'], text: GUARD_CONFIGURATION, written: SHOWS, seenBy: ['source'] },
      ],
    },
  },
  'system-folder-read': {
    severity: 'medium',
    title: 'Goes through a folder of the system and reads what it finds',
    capability: 'file.read',
    why: 'A program knows the files it needs; who reads all of them looks for something.',
    cwe: ['CWE-200'],
    attack: ['T1083', 'T1005'],
    message: '{callee} {target}: of every file it finds below a folder of the system or a home.',
    remedy: 'Name the files that are needed.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nfor name in os.listdir('/etc'):\n    print(open(os.path.join('/etc', name)).read())",
      },
      ordinary: {
        language: 'python',
        code: "import os\n\nfor name in os.listdir('notes'):\n    print(open(os.path.join('notes', name)).read())",
      },
    },
    when: {
      all: [
        [
          {
            callee:
              /^(os\.(walk|fwalk|scandir|listdir)|glob\.i?glob|pathlib\.Path\.(rglob|glob|iterdir|walk)|(node:)?fs(\.promises|\/promises)?\.(readdir|readdirSync|opendir))$/,
            at: ['root-itself', 'home-itself', 'system-folder'],
            seenBy: ['source'],
          },
        ],
        [
          {
            capability: ['file.read', 'secret.read'],
            constant: false,
            callee: /(^|\.)(open|read_text|read_bytes|readFile|readFileSync|createReadStream)$/,
            seenBy: ['source'],
          },
        ],
      ],
      decisive: 1,
    },
  },
  'path-traversal': {
    severity: 'critical',
    title: 'Climbs out of a folder into the system',
    capability: 'file.read',
    why: 'Nobody writes /usr/../etc/passwd but to get past a check of the beginning of a path.',
    cwe: ['CWE-22', 'CWE-23'],
    attack: ['T1083', 'T1036'],
    message: '{callee} {target}: a path that climbs into a place of the system.',
    remedy: 'Resolve the path, and refuse what lies outside the folder that is meant.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\npath = os.path.join('/usr/share', '../../etc/passwd')\nprint(open(path).read())",
      },
      ordinary: {
        language: 'python',
        code: "import os\n\npath = os.path.join('/usr/share/app', '../images/logo.txt')\nprint(open(path).read())",
      },
    },
    when: {
      any: [
        {
          capability: ['file.read', 'file.write', 'file.delete', 'file.permission', 'secret.read', 'process.spawn'],
          climbs: true,
          place: REACHED_BY_CLIMBING,
          seenBy: ['source', 'interpreter'],
        },
        {
          capability: ['file.read', 'file.write', 'file.delete', 'file.permission', 'secret.read', 'process.spawn'],
          text: /(\.\.[\\/]){3,12}(etc|proc|root|boot)[\\/]|\.\.[\\/]etc[\\/](passwd|shadow|group|gshadow|hosts)\b/i,
          except: [NAMES_ALONE],
        },
      ],
    },
  },
  'planted-program': {
    severity: 'high',
    title: 'Puts a program into a folder of the system',
    capability: 'file.write',
    why: 'What lies there is started by others, and looks as if it belonged to the system.',
    cwe: ['CWE-732', 'CWE-494'],
    attack: ['T1554', 'T1036.005', 'T1105'],
    message: '{callee} {target}: a program among those of the system.',
    remedy: 'Keep programs with the project, or make a package of them.',
    examples: {
      found: { language: 'bash', code: "echo 'print(1)' > /usr/helper.py" },
      ordinary: { language: 'bash', code: "echo 'print(1)' > helper.py" },
    },
    when: {
      any: [
        {
          capability: ['file.write', 'system.persist'],
          text: /^\/(usr\/(?!local\/)|lib|boot\/|etc\/)[^\s]*\.(py|pyc|pyw|sh|bash|pl|rb|js|mjs|php|so|ko|elf|bin|exe|dll|jar|run)$/i,
        },
        { capability: ['file.write', 'system.persist'], text: /^\/(usr\/)?s?bin\/[^\s]*$/ },
      ],
    },
  },
  'world-writable': {
    severity: 'medium',
    title: 'Lets everybody change a file',
    capability: 'file.permission',
    why: 'Any program of any user can then change what this one reads or runs.',
    cwe: ['CWE-732', 'CWE-276'],
    attack: ['T1222.002'],
    message: '{callee} {target}: everybody may write there.',
    remedy: 'Give rights to the owner or to a group.',
    examples: {
      found: { language: 'bash', code: 'chmod -R 777 data' },
      ordinary: { language: 'bash', code: 'chmod -R 755 data' },
    },
    when: {
      any: [
        {
          capability: ['file.permission'],
          callee: /(^|\.)[lf]?chmod(Sync)?$/,
          argument:
            /^(\d|mode)=['"]?(0o?)?[0-7]?[0-7]{2}[2367]['"]?$|^\d=[ugo]{0,3}[ao][ugoa]{0,3}[+=]\w*w|^\d=\+\w*w|S_I(WOTH|RWXO)|^(\d|mode)=(511|438)$/,
        },
        { capability: ['file.permission'], callee: /^os\.umask$/, argument: /^0=(0o?)?0+$/ },
        {
          capability: ['process.spawn'],
          text: /\bchmod\s(-\w+\s)?(0?[0-7]?[0-7]{2}[2367]\s|[ugo]{0,3}[ao][ugoa]{0,3}\+\w*w)/,
        },
      ],
    },
  },
  'ownership-to-root': {
    severity: 'medium',
    title: 'Gives files to root',
    capability: 'file.permission',
    why: 'Its owner can then no longer change or remove them.',
    cwe: ['CWE-282'],
    attack: ['T1222.002'],
    message: '{callee} {target}: belongs to root from then on.',
    remedy: 'Leave the owner, or let a package manager install the files.',
    examples: {
      found: { language: 'bash', code: 'chown -R root:root data' },
      ordinary: { language: 'bash', code: 'chown -R ada:staff data' },
    },
    when: {
      any: [
        {
          capability: ['file.permission'],
          callee: /(^|\.)l?chown(Sync)?$/,
          argument: /^(\d|user|uid)=(root|0)(:\w*)?$/,
        },
      ],
    },
  },
  'timestamp-forgery': {
    severity: 'medium',
    title: 'Makes a file look as old as another',
    capability: 'file.write',
    why: 'A new file among old ones is the first thing an investigator looks for.',
    cwe: ['CWE-451'],
    attack: ['T1070.006'],
    message: '{callee} {target}: takes over the times of another file.',
    remedy: 'Leave the times as they are.',
    examples: {
      found: { language: 'bash', code: 'touch -r /bin/ls tool' },
      ordinary: { language: 'bash', code: 'touch tool' },
    },
    when: {
      any: [
        {
          callee: /^touch$/,
          argument: /^\d=(-\w*r\w*|--reference(=\S*)?)$/,
          place: ['system-program', 'system-configuration', 'public-configuration'],
        },
      ],
    },
  },
  'hidden-place': {
    severity: 'medium',
    title: 'Keeps something where nobody looks',
    capability: 'file.write',
    why: 'Names of dots alone, and hidden files among the temporary ones, are made not to be seen.',
    attack: ['T1564.001', 'T1036.005'],
    message: '{callee} {target}: a place that listings do not show.',
    remedy: 'Use a name that can be read.',
    examples: {
      found: { language: 'bash', code: 'mkdir -p $HOME/...' },
      ordinary: { language: 'bash', code: 'mkdir -p $HOME/.config/tool' },
    },
    when: {
      any: [
        {
          capability: ['file.write'],
          text: /\/(\.{3,}|\.\.? +)(\/|$)|(^|\s)(\/var\/tmp|\/tmp|\/dev\/shm)\/\.(?!X11|ICE)\w/,
          seenBy: ['source', 'interpreter'],
        },
      ],
    },
  },
  'scratch-program': {
    severity: 'medium',
    title: 'Starts a program from a temporary folder',
    capability: 'process.spawn',
    why: 'Everybody can put one there, and nobody installed it.',
    cwe: ['CWE-379'],
    attack: ['T1059', 'T1027.002'],
    message: '{callee} {target}: a program among temporary files.',
    remedy: 'Keep programs in a folder that only their owner changes.',
    examples: {
      found: { language: 'bash', code: 'bash /tmp/update.sh' },
      ordinary: { language: 'bash', code: 'bash ./update.sh' },
    },
    when: {
      any: [
        {
          capability: ['process.spawn'],
          text: /^(sudo\s+)?(\S*\/)?((ba|da|z|k)?sh\s+|python[\d.]*\s+|nohup\s+)?(\/tmp|\/var\/tmp|\/dev\/shm)\/\S/,
          seenBy: ['source', 'interpreter'],
        },
        {
          capability: ['process.spawn'],
          language: ['bash'],
          written: /(^|[;&|(]\s*|\b(then|do|exec|nohup)\s+)(sudo\s+)?(\/tmp|\/var\/tmp|\/dev\/shm)\/[^\s;]/,
        },
      ],
    },
  },
  'program-saved': {
    severity: 'medium',
    title: 'Saves a program it downloads',
    capability: 'file.write',
    why: 'A program from the network is kept to be started, now or later.',
    cwe: ['CWE-494'],
    attack: ['T1105'],
    message: '{callee} {target}: a program by its name, in a sample that downloads.',
    remedy: 'Install a package by its name and hash.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nopen('setup.exe', 'wb').write(requests.get('https://files.example.com/latest').content)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nopen('list.csv', 'wb').write(requests.get('https://files.example.com/latest').content)",
      },
    },
    when: {
      all: [
        [{ capability: ['network.connect', 'network.send'], seenBy: ['source'], except: [{ place: ['loopback'] }] }],
        [
          {
            capability: ['file.write'],
            text: /\.(exe|scr|com|msi|bat|cmd|ps1|vbs|dll|elf|bin|sh|jar|apk|run|appimage)$/i,
            seenBy: ['source'],
          },
        ],
      ],
      decisive: 1,
    },
  },
} as const satisfies Record<string, Rule>;
