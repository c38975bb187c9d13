import type { Rule } from '../rule.ts';

/** Ways to call something, or to run on, without being noticed. */
export const concealmentRules = {
  'assembled-name': {
    severity: 'high',
    title: 'Puts the name of what it calls together from pieces',
    capability: 'code.eval',
    why: 'Nobody writes a constant name in pieces but to keep a search for it from finding it.',
    cwe: ['CWE-506'],
    attack: ['T1027', 'T1027.010'],
    message: '{callee} {target}: the name is put together from pieces.',
    remedy: 'Write the name as it is.',
    examples: {
      found: { language: 'python', code: "import os\n\ngetattr(os, 'sys' + 'tem')('ls')" },
      ordinary: { language: 'python', code: "import math\n\nprint(getattr(math, 'sq' + 'rt')(4))" },
    },
    when: {
      any: [
        {
          argument: /^assembled=/,
          capability: [
            'process.spawn',
            'process.signal',
            'process.inject',
            'code.eval',
            'code.native',
            'code.deserialize',
            'network.connect',
            'network.send',
            'network.listen',
            'file.delete',
            'secret.read',
            'system.persist',
            'system.privilege',
          ],
        },
      ],
    },
  },
  'sandbox-escape': {
    severity: 'high',
    title: 'Climbs from a plain object to everything that is loaded',
    capability: 'code.eval',
    why: 'Every class and module of the interpreter can be reached so, also from where names were taken away.',
    cwe: ['CWE-693', 'CWE-94'],
    attack: ['T1059.006', 'T1027'],
    message: '{callee} {target}: the way from an object to every class.',
    remedy: 'Do not run it. Import what is needed by its name.',
    examples: {
      found: { language: 'python', code: 'kinds = ().__class__.__base__.__subclasses__()\nprint(kinds[132])' },
      ordinary: {
        language: 'python',
        code: 'class Plugin:\n    pass\n\nprint([kind.__name__ for kind in Plugin.__subclasses__()])',
      },
    },
    when: { any: [{ callee: /^object\.__subclasses__/, seenBy: ['source'] }], marked: ['escape-chain'] },
  },
  'native-command': {
    severity: 'high',
    title: 'Starts a program through native code',
    capability: 'code.native',
    why: 'The library of C starts what the interpreter is not asked for, and no hook of the language sees it.',
    cwe: ['CWE-111', 'CWE-78'],
    attack: ['T1106', 'T1027'],
    message: '{callee} {target}: past the language’s own way to start a program.',
    remedy: 'Use subprocess, so that it can be seen.',
    examples: {
      found: { language: 'python', code: "import ctypes\n\nctypes.CDLL(None).system(b'id')" },
      ordinary: { language: 'python', code: "import ctypes\n\nprint(ctypes.CDLL('libm.so.6').abs(-3))" },
    },
    when: {
      any: [{ callee: /^ctypes\.\w+\.(system|popen|exec\w+|fork|dlopen|syscall|mprotect)$/, seenBy: ['source'] }],
    },
  },
  'object-payload': {
    severity: 'high',
    title: 'Makes an object that runs a command when it is loaded',
    capability: 'code.deserialize',
    why: 'Whoever reads the pickle starts what __reduce__ names.',
    cwe: ['CWE-502'],
    attack: ['T1059.006', 'T1027.013'],
    message: 'What stands in __reduce__ is called by whoever loads the object: {target}.',
    remedy: 'Let __reduce__ name the class itself.',
    examples: {
      found: {
        language: 'python',
        code: "import os\n\nclass Note:\n    def __reduce__(self):\n        return (os.system, ('id',))",
      },
      ordinary: {
        language: 'python',
        code: 'class Note:\n    def __reduce__(self):\n        return (Note, ())',
      },
    },
    when: { marked: ['object-payload'] },
  },
  'silent-process': {
    severity: 'medium',
    title: 'Starts a program that outlives it and that nobody hears',
    capability: 'process.spawn',
    why: 'Cut loose from its parent and with nothing to be read, it goes on after the program ends.',
    attack: ['T1564', 'T1036'],
    message: '{callee} {target}: detached, with its output thrown away.',
    remedy: 'Wait for the program, or keep its output where it can be read.',
    independent: true,
    examples: {
      found: {
        language: 'javascript',
        code: "const { spawn } = require('node:child_process');\nspawn('node', ['task.js'], { detached: true, stdio: 'ignore' }).unref();",
      },
      ordinary: {
        language: 'javascript',
        code: "const { spawn } = require('node:child_process');\nspawn('node', ['task.js'], { stdio: 'inherit' });",
      },
    },
    when: {
      any: [
        { capability: ['process.spawn'], callee: /child_process/, argument: /^stdio=ignore/, written: /detached/ },
        {
          capability: ['process.spawn'],
          callee: /^subprocess\./,
          argument: /^stdout=(subprocess\.)?(DEVNULL|-3)$/,
          written: /start_new_session\s*=\s*True|preexec_fn\s*=\s*os\.set(sid|pgrp)|creationflags/,
        },
      ],
    },
  },
  'observer-silenced': {
    severity: 'medium',
    title: 'Silences or passes by who watches it',
    capability: 'system.probe',
    why: 'What the kernel sees stays, but nobody says any more which line did it, or somebody else does.',
    cwe: ['CWE-693', 'CWE-778'],
    attack: ['T1562.001', 'T1562.006'],
    message: 'The agent inside: {target}.',
    remedy: 'Let the program alone with its tracing; code with nothing to hide need not end it.',
    examples: {
      found: {
        language: 'bash',
        code: '#!/bin/bash\nset +x\ncp list.txt copy.txt',
        run: {
          events: [
            {
              capability: 'system.probe',
              operation: 'observer-silenced',
              target: 'the trace of the shell has ended',
              observer: 'interpreter',
              line: 2,
            },
          ],
        },
      },
      ordinary: {
        language: 'bash',
        code: '#!/bin/bash\ncp list.txt copy.txt',
        run: {
          events: [{ capability: 'process.spawn', operation: 'execve', target: 'cp list.txt copy.txt', line: 2 }],
        },
      },
    },
    when: { any: [{ callee: /^observer-silenced$/, seenBy: ['interpreter'] }] },
  },
} as const satisfies Record<string, Rule>;
