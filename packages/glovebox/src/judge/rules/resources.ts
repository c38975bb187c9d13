import type { Rule } from '../rule.ts';

export const resourceRules = {
  'fork-bomb': {
    severity: 'critical',
    title: 'Multiplies until no process can be started',
    capability: 'resource.exhaust',
    why: 'It stops every other program on a machine without a limit.',
    cwe: ['CWE-400', 'CWE-674'],
    attack: ['T1499.001'],
    message: 'It started processes until the limit was reached: {target}.',
    remedy: 'Use a pool of fixed size.',
    examples: {
      found: { language: 'bash', code: ':() { : | : & }; :' },
      ordinary: { language: 'bash', code: 'work() { sort "$1" | uniq; }; work names.txt' },
    },
    when: {
      any: [
        { capability: ['resource.exhaust'], seenBy: ['limits'], text: /^processes$/ },
        { text: /(\S+)\s*\(\)\s*\{\s*\1\s*\|\s*\1\s*&\s*\}\s*;\s*\1/ },
        { capability: ['resource.exhaust'], seenBy: ['source'], callee: /fork/ },
        { capability: ['resource.exhaust'], seenBy: ['source'], text: /fork/ },
      ],
    },
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
