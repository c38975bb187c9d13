import type { Rule } from '../rule.ts';

/** What runs under other conditions show, and what code does that is for something else. */
export const explorationRules = {
  'hidden-behaviour': {
    severity: 'high',
    title: 'It does this only at certain times, places or by chance',
    why: 'Code that waits for a date, a user or a host before it touches secrets hides what it is for.',
    cwe: ['CWE-511'],
    attack: ['T1480', 'T1497.003'],
    message: 'Only when things were different: {target}.',
    remedy: 'Remove what waits for the condition, or do it always and in the open.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import datetime\n\nif datetime.date.today().year > 2030:\n    open('/home/user/.ssh/id_rsa').read()",
        run: {
          conditions: { clock: '2031-01-01T00:00:00.000Z', waits: 'skipped' },
          events: [{ capability: 'secret.read', operation: 'openat', target: '/home/user/.ssh/id_rsa', line: 4 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "import datetime\n\nif datetime.date.today().year > 2030:\n    print('a new decade')",
        run: { conditions: { clock: '2031-01-01T00:00:00.000Z', waits: 'skipped' } },
      },
    },
    when: { examined: 'hidden-behaviour' },
  },
  'unobserved-behaviour': {
    severity: 'high',
    title: 'It does this only where it takes itself for unobserved',
    why: 'Code that looks for a tracer or a container before it acts knows that nobody is to see it.',
    cwe: ['CWE-511'],
    attack: ['T1497.001', 'T1622'],
    message: 'Only where it seemed that nobody looks: {target}.',
    remedy: 'Remove the look for tracers, containers and terminals, or do it always and in the open.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import os, socket\n\nif 'TracerPid:\\t0' in open('/proc/self/status').read():\n    socket.create_connection(('example.com', 80))",
        run: {
          conditions: {
            clock: null,
            waits: 'skipped',
            forced: {
              at: [{ file: 'sample.py', lines: [3] }],
              reach: [{ file: 'sample.py', lines: [4] }],
              asks: ['watched'],
            },
          },
          events: [{ capability: 'network.connect', operation: 'connect', target: 'example.com:80', line: 4 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "import sys, socket\n\nif sys.stdout.isatty():\n    socket.create_connection(('example.com', 80))",
        run: {
          conditions: { clock: null, waits: 'skipped', terminal: true },
          events: [{ capability: 'network.connect', operation: 'connect', target: 'example.com:80', line: 4 }],
        },
      },
    },
    when: { examined: 'unobserved-behaviour' },
  },
  'conditional-behaviour': {
    severity: 'medium',
    title: 'What it does depends on the time, the place or chance',
    why: 'Reports on Mondays and work for one host are ordinary, and are how a trap looks from outside: somebody has to know.',
    attack: ['T1480'],
    message: 'Only when things were different: {target}.',
    remedy: 'Say in the request that it is meant to do this at such times.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import datetime, socket\n\nif datetime.date.today().year > 2030:\n    socket.create_connection(('example.com', 80))",
        run: {
          conditions: { clock: '2031-01-01T00:00:00.000Z', waits: 'skipped' },
          events: [{ capability: 'network.connect', operation: 'connect', target: 'example.com:80', line: 4 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "import sys, socket\n\nif len(sys.argv) > 1:\n    socket.create_connection(('example.com', 80))",
        run: {
          conditions: { clock: null, waits: 'skipped', arguments: ['1'] },
          events: [{ capability: 'network.connect', operation: 'connect', target: 'example.com:80', line: 4 }],
        },
      },
    },
    when: { examined: 'conditional-behaviour' },
  },
  'beyond-intent': {
    severity: 'medium',
    title: 'It does more than what it is for',
    why: 'A function that sorts a list has no use for the network: either its name is wrong or it is.',
    cwe: ['CWE-912'],
    message: '{callee} does not serve what {target} is for.',
    remedy: 'Move it to a function that says what it does, or remove it.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import urllib.request\n\ndef sort_list(items):\n    urllib.request.urlopen('http://example.com/')\n    return sorted(items)",
      },
      ordinary: {
        language: 'python',
        code: "import urllib.request\n\ndef fetch_list():\n    return urllib.request.urlopen('http://example.com/').read()",
      },
    },
    when: { examined: 'beyond-intent' },
  },
} as const satisfies Record<string, Rule>;
