import type { Point } from '../../observe/resources/point.ts';
import type { Scaled } from '../../observe/resources/scaled.ts';
import type { ExampleEvent, Rule } from '../rule.ts';

const MIB = 1024 * 1024;

/** A run of a second as its counters show it: each measure as it is at the end, having grown evenly. */
function grown(end: Partial<Point>): Point[] {
  const start: Point = {
    atMs: 0,
    memoryBytes: 3 * MIB,
    processes: 1,
    descriptors: 4,
    readBytes: 0,
    writtenBytes: 0,
    diskBytes: 0,
  };
  const last = { ...start, atMs: 1_000, ...end };
  return Array.from({ length: 11 }, (_, index) => {
    const at = (name: keyof Point) => Math.round(start[name] + ((last[name] - start[name]) * index) / 10);
    return {
      atMs: at('atMs'),
      memoryBytes: at('memoryBytes'),
      processes: at('processes'),
      descriptors: at('descriptors'),
      readBytes: at('readBytes'),
      writtenBytes: at('writtenBytes'),
      diskBytes: at('diskBytes'),
    };
  });
}

function times(count: number, event: ExampleEvent): ExampleEvent {
  return { ...event, count };
}

/** Calls of a function with inputs of 8 to 40, up to a second. */
function ladder(of: Scaled['of'], ms: (size: number) => number): Scaled {
  const sizes = Array.from({ length: 33 }, (_, index) => 8 + index);
  const points = sizes.map((size) => ({ size, ms: ms(size) })).filter(({ ms: took }) => took < 1_000);
  return { name: 'f', file: 'sample.py', line: 1, of, points, atMs: 900 };
}

/** What a program does with memory, descriptors, processes, disk and time, as its runs show it. */
export const behaviourRules = {
  'memory-leak': {
    severity: 'medium',
    title: 'Keeps more memory with every round of its work',
    capability: 'resource.exhaust',
    why: 'What is never let go of ends a program that runs for long, and those beside it.',
    cwe: ['CWE-401', 'CWE-770'],
    attack: ['T1499.001'],
    message: 'Memory grew from beginning to end, and no input explains it: {target}.',
    remedy: 'Bound what is kept: a cache with a size, a list that is emptied.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: 'import time\n\nkept = []\nfor n in range(120):\n    kept.append(bytearray(10**6))\n    time.sleep(0.01)',
        run: {
          series: grown({ memoryBytes: 120 * MIB }),
          events: [times(120, { capability: 'clock.wait', operation: 'clock_nanosleep', target: '0.01 s', line: 6 })],
        },
      },
      ordinary: {
        language: 'python',
        code: "rows = open('large.csv').read().splitlines()\nprint(len(rows))",
        run: {
          series: grown({ memoryBytes: 120 * MIB, readBytes: 60 * MIB }),
          events: [{ capability: 'file.read', operation: 'openat', target: '/work/large.csv', line: 1 }],
        },
      },
    },
    when: { examined: 'memory-leak' },
  },
  'descriptor-leak': {
    severity: 'medium',
    title: 'Opens with every round of its work and never closes',
    capability: 'resource.exhaust',
    why: 'There are few descriptors; without one a program can open nothing more.',
    cwe: ['CWE-775', 'CWE-772'],
    message: 'What it opened stayed open: {target}.',
    remedy: 'Close what was opened where its use ends: `with`, `finally`.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "kept = []\nfor n in range(90):\n    kept.append(open('names.txt'))",
        run: {
          series: grown({ descriptors: 94 }),
          events: [times(90, { capability: 'file.read', operation: 'openat', target: '/work/names.txt', line: 3 })],
        },
      },
      ordinary: {
        language: 'python',
        code: "for n in range(90):\n    with open('names.txt') as names:\n        names.read()",
        run: {
          series: grown({ descriptors: 5 }),
          events: [times(90, { capability: 'file.read', operation: 'openat', target: '/work/names.txt', line: 2 })],
        },
      },
    },
    when: { examined: 'descriptor-leak' },
  },
  'zip-bomb': {
    severity: 'high',
    title: 'Unpacks far more than was packed',
    capability: 'resource.exhaust',
    why: 'An archive of kilobytes that becomes gigabytes is made to fill disks and memory.',
    cwe: ['CWE-409'],
    attack: ['T1499.001'],
    message: 'What it decompressed is out of proportion: {target}.',
    remedy: 'Bound what is unpacked: count bytes while they come, and stop.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import zipfile\n\nzipfile.ZipFile('gift.zip').extractall('out')",
        run: {
          series: grown({ diskBytes: 50 * MIB }),
          changes: [{ path: '/work/gift.zip', change: 'created', bytes: 50_000 }],
          events: [{ capability: 'file.read', operation: 'openat', target: '/work/gift.zip', line: 3 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "import zipfile\n\nzipfile.ZipFile('photos.zip').extractall('out')",
        run: {
          series: grown({ diskBytes: 50 * MIB }),
          changes: [{ path: '/work/photos.zip', change: 'created', bytes: 40 * MIB }],
          events: [{ capability: 'file.read', operation: 'openat', target: '/work/photos.zip', line: 3 }],
        },
      },
    },
    when: { examined: 'zip-bomb' },
  },
  'log-flood': {
    severity: 'medium',
    title: 'Fills the disk with a log',
    capability: 'resource.exhaust',
    why: 'A log that grows by far more than there is to tell stops whoever shares its disk.',
    cwe: ['CWE-779', 'CWE-400'],
    attack: ['T1499.001'],
    message: 'A log grew by far more than the program was given: {target}.',
    remedy: 'Say the same thing once, with a count; rotate logs by size.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "with open('app.log', 'a') as log:\n    for n in range(10**6):\n        log.write('it failed again, and will be tried once more\\n')",
        run: {
          series: grown({ diskBytes: 44 * MIB }),
          events: [{ capability: 'file.write', operation: 'openat', target: '/work/app.log', line: 1 }],
        },
      },
      ordinary: {
        language: 'python',
        code: "with open('primes.csv', 'w') as table:\n    for n in range(10**6):\n        table.write(f'{n},{n * n}\\n')",
        run: {
          series: grown({ diskBytes: 44 * MIB }),
          events: [{ capability: 'file.write', operation: 'openat', target: '/work/primes.csv', line: 1 }],
        },
      },
    },
    when: { examined: 'log-flood' },
  },
  'request-flood': {
    severity: 'high',
    title: 'Sends hundreds of times to one place',
    capability: 'network.send',
    why: 'Many such programs together put a host out of service; through a reflector one is enough.',
    cwe: ['CWE-406', 'CWE-400'],
    attack: ['T1498', 'T1499.002'],
    message: 'One line of it sent {target}.',
    remedy: 'Bound the number of requests, and wait between them.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import socket\n\nline = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nfor n in range(2000):\n    line.sendto(b'x' * 1000, ('203.0.113.9', 53))",
        run: {
          series: grown({}),
          events: [
            times(2_000, { capability: 'network.send', operation: 'sendto', target: '203.0.113.9:53', line: 5 }),
          ],
        },
      },
      ordinary: {
        language: 'python',
        code: "import urllib.request\n\nfor page in range(20):\n    urllib.request.urlopen(f'https://www.example.com/{page}')",
        run: {
          series: grown({}),
          events: [
            times(20, { capability: 'network.send', operation: 'sendto', target: 'www.example.com:443', line: 4 }),
          ],
        },
      },
    },
    when: { examined: 'request-flood' },
  },
  'process-multiplication': {
    severity: 'medium',
    title: 'Its processes start processes, generation after generation',
    capability: 'resource.exhaust',
    why: 'Twice as many with every step is a fork bomb that was stopped in time, by itself or by its limit.',
    cwe: ['CWE-400', 'CWE-674'],
    attack: ['T1499.001'],
    message: 'Processes started others, which started others: {target}.',
    remedy: 'Let one process start all others, as many as there are processors.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: 'import os, time\n\nfor n in range(5):\n    os.fork()\ntime.sleep(1)',
        run: { series: grown({ processes: 32 }), multiplying: { parents: 31, generations: 5 } },
      },
      ordinary: {
        language: 'python',
        code: 'from multiprocessing import Pool\n\nwith Pool(20) as pool:\n    pool.map(abs, range(90))',
        run: { series: grown({ processes: 21 }), multiplying: { parents: 1, generations: 1 } },
      },
    },
    when: { examined: 'process-multiplication' },
  },
  'endless-match': {
    severity: 'high',
    title: 'Was lost in a regular expression',
    capability: 'resource.exhaust',
    why: 'Each further character doubles the time; a short text is enough to stop the program for good.',
    cwe: ['CWE-1333'],
    attack: ['T1499.004'],
    message: 'It computed until its time was over, with an expression of exponential time: {target}.',
    remedy: 'Write the repetition so that each character can be matched in one way.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import re\n\nre.match(r'^(\\w+\\s?)*$', 'a' * 60 + '!')",
        run: {
          status: 'timed-out',
          limit: 'wallClock',
          series: grown({}),
          durationMs: 3_000,
          cpuMs: 1_400,
        },
      },
      ordinary: {
        language: 'python',
        code: "import re, time\n\nre.match(r'^(\\w+\\s?)*$', 'a b c')\ntime.sleep(60)",
        run: { status: 'timed-out', limit: 'wallClock', series: grown({}), durationMs: 3_000, cpuMs: 30 },
      },
    },
    when: { examined: 'endless-match' },
  },
  'exponential-time': {
    severity: 'medium',
    title: 'Takes twice as long for each further character',
    capability: 'resource.exhaust',
    why: 'A text of a hundred characters, which anybody can send, would take it longer than there is time.',
    cwe: ['CWE-1333', 'CWE-407'],
    attack: ['T1499.004'],
    message: 'Called with texts that grow, it took exponential time: {target}.',
    remedy: 'Bound the length of the text, and write expressions and recursion so that nothing is tried twice.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: "import re\n\ndef is_name(text):\n    return re.match(r'(a|aa)+$', text) is not None",
        run: { conditions: { clock: null, scaled: true }, scaled: [ladder('text', (size) => 2 ** (size - 16))] },
      },
      ordinary: {
        language: 'python',
        code: 'def is_palindrome(text):\n    return all(text[at] == text[-1 - at] for at in range(len(text)))',
        run: { conditions: { clock: null, scaled: true }, scaled: [ladder('text', (size) => size ** 3 / 400)] },
      },
    },
    when: { examined: 'steep-text' },
  },
  'exponential-work': {
    severity: 'low',
    title: 'Takes exponential time in a number or a list',
    capability: 'resource.exhaust',
    why: 'It is fit for small inputs only; where others choose the input, they choose how long it takes.',
    cwe: ['CWE-407'],
    message: 'Called with inputs that grow, it took exponential time: {target}.',
    remedy: 'Keep what was computed before, or bound the input.',
    independent: true,
    examples: {
      found: {
        language: 'python',
        code: 'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)',
        run: { conditions: { clock: null, scaled: true }, scaled: [ladder('number', (size) => 1.6 ** (size - 16))] },
      },
      ordinary: {
        language: 'python',
        code: 'def table(n):\n    return [[a * b for a in range(n)] for b in range(n)]',
        run: { conditions: { clock: null, scaled: true }, scaled: [ladder('number', (size) => size ** 2 / 9)] },
      },
    },
    when: { examined: 'steep-number' },
  },
} as const satisfies Record<string, Rule>;
