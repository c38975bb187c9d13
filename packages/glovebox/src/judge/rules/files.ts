import type { Place } from '../places.ts';
import type { Pattern, Rule } from '../rule.ts';
import { NAMES_ALONE } from './secrets.ts';

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

/** A library's own by-products are not the sample's doing. */
const BY_PRODUCTS: Pattern = { text: /__pycache__|\.pyc\b/ };

/** Old logs of one service go by their age, as every machine does it. */
const OLD_LOGS: Pattern = {
  callee: /^find$/,
  text: /^\/var\/log\/([\w.-]+\/\S*\.\w+|\S*\.(gz|xz|bz2|old|\d+))$/,
  written: /\s-([mac]time|[mac]min)\s+\+\d/,
};

/** A name that is looked for in a text. */
const LOOKED_FOR: Pattern = { text: /^(\S*\/)?[ef]?grep\s+(-\w+\s+){0,6}\S*\/dev\/\S*$/ };
/** What is made in a folder belongs to its group: no program gets rights by that. */
const SHARED_FOLDERS: Pattern = { written: /-type\s+d\b.*\bg\+s\b/ };

export const fileRules = {
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
