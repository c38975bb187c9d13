import type { Rule } from '../rule.ts';

export const resourceRules = {
  'fork-bomb': {
    severity: 'critical',
    title: 'Multiplies until no process can be started',
    capability: 'resource.exhaust',
    why: 'It stops every other program on a machine without a limit.',
    cwe: ['CWE-400', 'CWE-674'],
    attack: ['T1499.001'],
    message: 'Its processes start processes until the limit is reached: {target}.',
    remedy: 'Use a pool of fixed size.',
    examples: {
      found: { language: 'bash', code: ':() { : | : & }; :' },
      ordinary: { language: 'bash', code: 'work() { sort "$1" | uniq; }; work names.txt' },
    },
    when: {
      any: [
        {
          capability: ['resource.exhaust'],
          seenBy: ['limits'],
          text: /^processes$/,
          except: [{ argument: /^multiplied=false$/ }],
        },
        { text: /(\S+)\s*\(\)\s*\{\s*\1\s*\|\s*\1\s*&\s*\}\s*;\s*\1/ },
        { capability: ['resource.exhaust'], seenBy: ['source'], callee: /fork/ },
        { capability: ['resource.exhaust'], seenBy: ['source'], text: /fork/ },
      ],
    },
  },
  'process-flood': {
    severity: 'medium',
    title: 'Starts as many processes as it may',
    capability: 'resource.exhaust',
    why: 'One program that starts so many leaves none for others; it is a pool without a size more often than an attack.',
    cwe: ['CWE-400', 'CWE-770'],
    attack: ['T1499.001'],
    message: 'One process of it started others until the limit was reached: {target}.',
    remedy: 'Use a pool of fixed size, no larger than the machine has processors.',
    examples: {
      found: {
        language: 'python',
        code: "import subprocess\n\nfor _ in range(90):\n    subprocess.Popen(['sleep', '9'])",
        run: {
          events: [
            {
              capability: 'resource.exhaust',
              operation: 'limit',
              target: 'processes',
              observer: 'limits',
              detail: { multiplied: false },
            },
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: 'from multiprocessing import Pool\n\nwith Pool(4) as pool:\n    pool.map(abs, range(90))',
        run: { status: 'exited' },
      },
    },
    when: {
      any: [
        { capability: ['resource.exhaust'], seenBy: ['limits'], text: /^processes$/, argument: /^multiplied=false$/ },
      ],
    },
  },
  'endless-growth': {
    severity: 'high',
    title: 'Takes memory without end',
    why: 'A machine without a limit would begin to end other programs.',
    cwe: ['CWE-789', 'CWE-835'],
    attack: ['T1499.001'],
    message: 'It grows in a loop that has no end: {target}.',
    remedy: 'Bound the loop, and work in pieces of fixed size.',
    examples: {
      found: { language: 'python', code: "data = []\nwhile True:\n    data.append('x' * 10**7)" },
      ordinary: { language: 'python', code: "data = []\nfor part in range(10):\n    data.append('x' * part)" },
    },
    when: { marked: ['endless-growth'] },
  },
  'endless-write': {
    severity: 'high',
    title: 'Writes without end',
    why: 'A full disk stops databases, logs and logins.',
    cwe: ['CWE-400', 'CWE-835'],
    attack: ['T1499.001'],
    message: 'It writes in a loop that has no end: {target}.',
    remedy: 'Bound what is written.',
    examples: {
      found: {
        language: 'python',
        code: "with open('big', 'wb') as big:\n    while True:\n        big.write(b'0' * 1024 * 1024)",
      },
      ordinary: {
        language: 'python',
        code: "with open('small', 'wb') as small:\n    for _ in range(3):\n        small.write(b'0' * 1024)",
      },
    },
    when: { marked: ['endless-write'] },
  },
  'endless-spawn': {
    severity: 'high',
    title: 'Starts processes or threads without end',
    why: 'It stops every other program on a machine without a limit.',
    cwe: ['CWE-400', 'CWE-835'],
    attack: ['T1499.001'],
    message: 'It starts something in a loop that has no end: {target}.',
    remedy: 'Use a pool of fixed size.',
    examples: {
      found: {
        language: 'python',
        code: 'from threading import Thread\n\nwhile True:\n    Thread(target=print).start()',
      },
      ordinary: {
        language: 'python',
        code: 'from threading import Thread\n\nfor _ in range(3):\n    Thread(target=print).start()',
      },
    },
    when: { marked: ['endless-spawn'] },
  },
  'endless-requests': {
    severity: 'high',
    title: 'Sends requests without end',
    why: 'Many such programs together put a host out of service.',
    cwe: ['CWE-400', 'CWE-835'],
    attack: ['T1498', 'T1499.002'],
    message: 'It asks in a loop that has no end and no pause: {target}.',
    remedy: 'Bound the number of requests, and wait between them.',
    examples: {
      found: {
        language: 'python',
        code: "import requests\n\nwhile True:\n    requests.get('https://www.example.com/', timeout=5)",
      },
      ordinary: {
        language: 'python',
        code: "import requests\n\nfor page in range(3):\n    requests.get(f'https://www.example.com/{page}', timeout=5)",
      },
    },
    when: { marked: ['endless-requests'] },
  },
  'endless-loop': {
    severity: 'medium',
    title: 'Loops for ever and does nothing',
    why: 'It takes a processor for itself.',
    cwe: ['CWE-835'],
    attack: ['T1499'],
    message: 'A loop without an end: {target}.',
    remedy: 'Wait for something, or end.',
    examples: {
      found: { language: 'python', code: 'while True:\n    pass' },
      ordinary: { language: 'python', code: 'import time\n\nwhile True:\n    time.sleep(60)' },
    },
    when: { marked: ['endless-loop'] },
  },
  'endless-recursion': {
    severity: 'medium',
    title: 'Calls itself without a condition',
    why: 'It ends when the stack does.',
    cwe: ['CWE-674'],
    attack: ['T1499'],
    message: 'A call of itself that nothing stops: {target}.',
    remedy: 'Give it a case that ends it.',
    examples: {
      found: { language: 'python', code: 'def down(n):\n    return down(n + 1)\n\ndown(0)' },
      ordinary: {
        language: 'python',
        code: 'def down(n):\n    if n == 0:\n        return 0\n    return down(n - 1)\n\ndown(9)',
      },
    },
    when: { marked: ['endless-recursion'] },
  },
  'memory-exhaustion': {
    severity: 'high',
    title: 'Uses memory without end',
    capability: 'resource.exhaust',
    why: 'A machine without a limit would begin to kill other programs.',
    cwe: ['CWE-789', 'CWE-400'],
    attack: ['T1499.001'],
    message: 'It was ended when the memory limit was reached.',
    remedy: 'Read and work in pieces of bounded size.',
    examples: {
      found: {
        language: 'python',
        code: 'parts = []\nwhile True:\n    parts.append(bytes(10**7))',
        run: { status: 'out-of-memory', limit: 'memory' },
      },
      ordinary: { language: 'python', code: 'parts = [bytes(10) for _ in range(10)]', run: { status: 'exited' } },
    },
    when: {
      ended: ['out-of-memory'],
      for: {
        any: [{ capability: ['resource.exhaust'], seenBy: ['source'] }],
        marked: ['endless-growth', 'large-blocks', 'endless-loop', 'endless-recursion', 'endless-spawn'],
      },
    },
  },
  'memory-limit': {
    severity: 'medium',
    title: 'Needs more memory than it may have',
    capability: 'resource.exhaust',
    why: 'Honest work may be large; what it would have done after that is not known.',
    cwe: ['CWE-770'],
    message: 'It was ended when the memory limit was reached.',
    remedy: 'Work in pieces of bounded size, or give it more memory in the policy.',
    examples: {
      found: {
        language: 'python',
        code: 'from itertools import permutations\n\nall_of_them = list(permutations(range(11)))',
        run: { status: 'out-of-memory', limit: 'memory' },
      },
      ordinary: {
        language: 'python',
        code: 'from itertools import permutations\n\nall_of_them = list(permutations(range(4)))',
        run: { status: 'exited' },
      },
    },
    when: { ended: ['out-of-memory'] },
  },
  'disk-exhaustion': {
    severity: 'high',
    title: 'Fills the disk',
    capability: 'resource.exhaust',
    why: 'A full disk stops databases, logs and logins.',
    cwe: ['CWE-400'],
    attack: ['T1499.001'],
    message: 'It wrote until the limit was reached: {target}.',
    remedy: 'Bound what is written.',
    examples: {
      found: {
        language: 'python',
        code: "with open('big', 'wb') as big:\n    while True:\n        big.write(bytes(10**6))",
        run: { events: [{ capability: 'resource.exhaust', operation: 'limit', target: 'disk', observer: 'limits' }] },
      },
      ordinary: {
        language: 'python',
        code: "with open('small', 'wb') as small:\n    small.write(bytes(10))",
        run: { events: [{ capability: 'file.write', operation: 'openat', target: '/work/small', line: 1 }] },
      },
    },
    when: { any: [{ capability: ['resource.exhaust'], seenBy: ['limits'], text: /^(disk|files)$/ }] },
  },
  'output-flood': {
    severity: 'medium',
    title: 'Prints without end',
    capability: 'resource.exhaust',
    why: 'Output fills logs, terminals and the context of models.',
    cwe: ['CWE-779'],
    message: 'It printed more than the limit allows; the rest was thrown away.',
    remedy: 'Print a summary, and write bulk to a file of bounded size.',
    examples: {
      found: {
        language: 'python',
        code: "while True:\n    print('again')",
        run: { events: [{ capability: 'resource.exhaust', operation: 'limit', target: 'output', observer: 'limits' }] },
      },
      ordinary: { language: 'python', code: "print('once')", run: { status: 'exited' } },
    },
    when: { any: [{ capability: ['resource.exhaust'], seenBy: ['limits'], text: /^output$/ }] },
  },
  'time-out': {
    severity: 'medium',
    title: 'Did not end in time',
    capability: 'resource.exhaust',
    why: 'An endless loop, a wait for something that never comes, or an attempt to sit out the examination.',
    cwe: ['CWE-835'],
    attack: ['T1497.003'],
    message: 'It was ended when its time was over; what it would have done later is not known.',
    remedy: 'Give it an end, or more time with --timeout.',
    examples: {
      found: { language: 'python', code: 'while True:\n    pass', run: { status: 'timed-out', limit: 'wallClock' } },
      ordinary: {
        language: 'python',
        code: "from http.server import HTTPServer, SimpleHTTPRequestHandler\n\nHTTPServer(('127.0.0.1', 8080), SimpleHTTPRequestHandler).serve_forever()",
        run: {
          status: 'timed-out',
          limit: 'wallClock',
          events: [{ capability: 'network.listen', operation: 'bind', target: '127.0.0.1:8080', line: 3 }],
        },
      },
    },
    // A server waits for ever by its nature.
    when: { ended: ['timed-out'], unless: [{ capability: ['network.listen'] }] },
  },
  'run-killed': {
    severity: 'medium',
    title: 'Was killed before its end',
    why: 'What it would have done later is not known.',
    message: 'The run was ended from outside or by a fault: {target}.',
    remedy: 'Look at the program’s own error output.',
    examples: {
      found: {
        language: 'python',
        code: 'import ctypes\n\nctypes.string_at(0)',
        run: { status: 'killed', reason: 'SIGSEGV' },
      },
      ordinary: { language: 'python', code: "print('done')", run: { status: 'exited' } },
    },
    when: { ended: ['killed'] },
  },
  'run-refused': {
    severity: 'medium',
    title: 'Was not run',
    why: 'Nothing was observed, so nothing was shown to be harmless.',
    message: 'The run was refused: {target}.',
    remedy: 'Remove the reason and examine it again.',
    examples: {
      found: {
        language: 'python',
        code: "print('never begun')",
        run: { status: 'refused', reason: 'a.py imports what the policy does not allow' },
      },
      ordinary: { language: 'python', code: "print('done')", run: { status: 'exited' } },
    },
    when: { ended: ['refused'] },
  },
} as const satisfies Record<string, Rule>;
