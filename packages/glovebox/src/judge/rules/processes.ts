import type { Pattern, Rule } from '../rule.ts';

/** What was looked for was not there. */
const NOBODY: Pattern = { seenBy: ['interpreter'], text: /^(-\w{1,12})?$/ };

/** `mount` by its own name, of a device, a share or a folder; what opens the kernel or the machine to a jail is no such thing. */
const MOUNTED_BY_COMMAND: Pattern = {
  capability: ['system.privilege'],
  written: /(^|[\s;&|(])u?mount\s/,
  text: /^(\S*\/)?u?mount\s|^mount2?\(|^umount2?\(|^setuid\(0\)$/,
  except: [{ written: /\b(proc|sysfs|cgroup2?|devtmpfs|debugfs|bpf|overlay|securityfs)\b|\/(proc|sys|etc|root)\b/ }],
};

export const processRules = {
  'process-killer': {
    severity: 'high',
    title: 'Ends processes it did not start',
    capability: 'process.signal',
    why: 'Programs stop their own children; ending others is sabotage or the removal of a guard.',
    cwe: ['CWE-283'],
    attack: ['T1489', 'T1562.001'],
    message: '{callee} {target}: processes that are not its own.',
    remedy: 'Signal only processes the program started.',
    examples: {
      found: { language: 'python', code: 'import os, signal\n\nos.kill(-1, signal.SIGKILL)' },
      ordinary: {
        language: 'python',
        code: "import subprocess\n\nchild = subprocess.Popen(['sleep', '9'])\nchild.terminate()",
      },
    },
    when: {
      any: [
        {
          written:
            /\bxargs\s(-\S+\s+){0,6}(sudo\s+)?kill\b|\bkill\s+(-\w+\s+){0,3}["']?(\$\(|`)\s*(pgrep|pidof|ps|lsof|fuser)\b/,
          capability: ['process.signal'],
          except: [NOBODY],
        },
        { written: /\bxargs\s(-\S+\s+){0,6}(sudo\s+)?kill\b/, capability: ['process.spawn'], text: /\bkill\b/ },
        { capability: ['process.signal'], place: ['every-process'], except: [{ text: /^signal 0 / }] },
        { capability: ['process.signal'], text: /^-1\b|(^|\s)-1$/ },
        { capability: ['process.signal'], argument: /^(0|pid)=(-1|1)$/ },
        { capability: ['process.spawn', 'process.signal'], text: /\bkill\s+(-\w+\s+)*(-1|1)\s*$|\bkill\s+-\w+\s+-1\b/ },
        { capability: ['process.spawn', 'process.signal'], text: /^(\S*\/)?(sudo\s+)?(pkill|killall5?|skill)\s+\S/ },
        { capability: ['process.spawn', 'process.signal'], callee: /^(pkill|killall5?|skill)$/ },
      ],
      marked: ['foreign-kill'],
    },
  },
  'process-hunt': {
    severity: 'medium',
    title: 'Looks for processes and signals what it finds',
    capability: 'process.signal',
    why: 'A program knows the processes it started; one that lists them means others.',
    cwe: ['CWE-283'],
    attack: ['T1057', 'T1489'],
    message: '{callee} {target}: a process that was looked for.',
    remedy: 'Keep the identity of the processes the program started, and signal those.',
    yields: true,
    examples: {
      found: { language: 'bash', code: 'for p in $(pgrep nginx); do\n  kill -9 "$p"\ndone' },
      ordinary: { language: 'bash', code: 'sleep 60 &\nkill "$!"' },
    },
    when: {
      all: [
        [
          {
            capability: ['system.probe', 'process.spawn'],
            callee: /^(pgrep|pidof|ps|lsof|psutil\.(process_iter|pids))$/,
            seenBy: ['source'],
          },
          { capability: ['process.spawn'], text: /^(\S*\/)?(pgrep|pidof|ps|lsof)\s/, seenBy: ['source'] },
          { capability: ['file.read'], text: /^\/proc\/?$/, seenBy: ['source'] },
        ],
        [{ capability: ['process.signal'], constant: false, except: [NOBODY] }],
      ],
      decisive: 1,
    },
  },
  'foreign-signal': {
    severity: 'medium',
    title: 'Signals a process it was not seen to start',
    capability: 'process.signal',
    why: 'The target is somebody else’s process.',
    attack: ['T1489'],
    message: '{callee} {target}.',
    remedy: 'Keep the identity of the processes the program started, and signal those.',
    examples: {
      found: {
        language: 'python',
        code: 'import os, sys\n\nos.kill(int(sys.argv[1]), 15)',
        run: {
          events: [
            { capability: 'process.signal', operation: 'kill', target: 'SIGTERM to process 90', detail: { to: 90 } },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import os, subprocess\n\nos.kill(subprocess.Popen(['sleep', '9']).pid, 15)",
        run: {
          events: [
            { capability: 'process.spawn', operation: 'execve', target: 'sleep 9', process: 3 },
            { capability: 'process.signal', operation: 'kill', target: 'SIGTERM to process 3', detail: { to: 3 } },
          ],
        },
      },
    },
    when: { any: [{ capability: ['process.signal'], place: ['foreign-process'], except: [{ text: /^signal 0 / }] }] },
  },
  'process-inject': {
    severity: 'high',
    title: 'Reaches into another process',
    capability: 'process.inject',
    why: 'Reading or changing another process’s memory takes its secrets or its identity.',
    cwe: ['CWE-250'],
    attack: ['T1055.008', 'T1003.007'],
    message: '{callee} {target}.',
    remedy: 'Use a debugger outside of programs.',
    examples: {
      found: { language: 'bash', code: "gdb -p 812 -batch -ex 'dump memory mem.bin 0x400000 0x500000'" },
      ordinary: { language: 'bash', code: 'ps -o pid,comm' },
    },
    when: { any: [{ capability: ['process.inject'] }] },
  },
  'privilege-attempt': {
    severity: 'high',
    title: 'Tries to gain rights or leave its confinement',
    capability: 'system.privilege',
    why: 'Mounts, namespaces, identities and kernel interfaces are the walls themselves.',
    cwe: ['CWE-250', 'CWE-269'],
    attack: ['T1548', 'T1611', 'T1068'],
    message: '{callee} {target}: refused by the jail.',
    remedy: 'Do not run it.',
    examples: {
      found: { language: 'bash', code: 'mount -t proc proc /mnt' },
      ordinary: { language: 'bash', code: 'df -h /mnt' },
    },
    when: {
      any: [
        { callee: /^(insmod|kexec)$/ },
        {
          capability: ['system.privilege'],
          except: [{ callee: /^(sudo|su|doas)$/ }, { text: /^(sudo|su|doas)\b/ }, MOUNTED_BY_COMMAND],
        },
      ],
    },
  },
  'file-system-mounted': {
    severity: 'medium',
    title: 'Mounts a file system',
    capability: 'system.privilege',
    why: 'Administration that needs root: what is mounted over a folder takes its place.',
    cwe: ['CWE-250'],
    attack: ['T1564'],
    message: '{callee} {target}.',
    remedy: 'Leave mounts to /etc/fstab and to whoever looks after the machine.',
    examples: {
      found: { language: 'bash', code: 'mount -o remount,ro /srv' },
      ordinary: { language: 'bash', code: 'mount | sort' },
    },
    when: { any: [MOUNTED_BY_COMMAND] },
  },
  'becomes-root': {
    severity: 'medium',
    title: 'Runs a command as root',
    capability: 'system.privilege',
    why: 'As root a mistake reaches the whole machine.',
    cwe: ['CWE-250'],
    attack: ['T1548.003'],
    message: '{callee} {target}.',
    remedy: 'Do without, or let the person run that one command.',
    yields: true,
    examples: {
      found: { language: 'bash', code: 'sudo make install' },
      ordinary: { language: 'bash', code: 'make test' },
    },
    when: {
      any: [
        { capability: ['system.privilege'], callee: /^(sudo|su|doas|pkexec)$/ },
        { capability: ['process.spawn', 'system.privilege'], text: /^(\S*\/)?(sudo|su|doas|pkexec)\b/ },
      ],
    },
  },
  'hidden-from-interpreter': {
    severity: 'high',
    title: 'Acts behind the interpreter’s back',
    capability: 'code.native',
    why: 'The kernel saw what the interpreter did not report: native code, or a removed hook.',
    cwe: ['CWE-506'],
    attack: ['T1562.001', 'T1106'],
    message: 'The kernel saw {callee} {target}, and no line of the source explains it.',
    remedy: 'Find out what made the call; ordinary code does not hide.',
    examples: {
      found: {
        language: 'python',
        code: 'import native_part\n\nnative_part.start()',
        run: { events: [{ capability: 'process.spawn', operation: 'execve', target: '/bin/ls', unexplained: true }] },
      },
      ordinary: {
        language: 'python',
        code: "import subprocess\n\nsubprocess.run(['ls'])",
        run: { events: [{ capability: 'process.spawn', operation: 'execve', target: 'ls', line: 3 }] },
      },
    },
    when: {
      any: [
        {
          unexplained: true,
          capability: [
            'process.spawn',
            'process.signal',
            'network.connect',
            'network.send',
            'file.delete',
            'file.permission',
          ],
          // Libraries in C keep their own files (databases, archives) where the program works: that hides nothing.
          except: [{ text: /^\/(work|tmp|dev\/shm)\// }, { place: ['unix-socket'] }],
        },
        {
          unexplained: true,
          capability: ['file.read', 'file.write'],
          place: [
            'password-store',
            'credential-store',
            'shell-profile',
            'schedule',
            'authorized-keys',
            'history-file',
            'device',
            'container-control',
          ],
        },
      ],
    },
  },
  'environment-probe': {
    severity: 'low',
    title: 'Looks whether it is watched',
    capability: 'system.probe',
    why: 'Code that behaves differently under examination wants to know whether it is.',
    attack: ['T1497.001', 'T1082'],
    message: '{callee} {target}.',
    remedy: 'Behave the same everywhere.',
    yields: true,
    examples: {
      found: { language: 'bash', code: 'systemd-detect-virt' },
      ordinary: { language: 'bash', code: 'echo ready' },
    },
    when: { any: [{ capability: ['system.probe'] }] },
  },
} as const satisfies Record<string, Rule>;
