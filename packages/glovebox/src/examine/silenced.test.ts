import { afterAll, describe, expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import type { Language } from '../sample/sample.ts';
import { createJail } from '../sandbox/jail/jail.ts';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import type { Run } from '../sandbox/run.ts';
import { check } from './examine.ts';

const jail = createJail();
afterAll(() => jail.dispose());

type Written = Exclude<Language, 'wasm'>;

function run(language: Written, code: string): Promise<Run> {
  const limits = { ...LIMIT_PROFILES.default, cpus: 2 };
  return jail.run(sampleOfSource(code, language), { limits, observe: true });
}

const kernel = ({ events }: Run, target: RegExp) =>
  events.filter((event) => event.observer === 'kernel' && target.test(event.target));
const silenced = ({ events }: Run) => events.filter(({ operation }) => operation === 'observer-silenced');

const SPAWN = "process.binding('spawn_sync').spawn({ file: '/usr/bin/id', args: ['id'], envPairs: [], stdio: [] });";

/** Each does `id`, and the rest of what it does, after it did something about the agent; `line` is where that is told. */
const ATTACKS: readonly (readonly [name: string, language: Written, code: string, line: number])[] = [
  [
    'Python: closes the descriptor',
    'python',
    "import os\nopen('/tmp/a', 'w').close()\nos.close(40)\nos.system('id')",
    2,
  ],
  ['Python: closes all descriptors', 'python', "import os\nos.closerange(3, 256)\nos.execv('/usr/bin/id', ['id'])", 1],
  [
    'Python: writes hints of its own',
    'python',
    "import os\nx = 1\nos.write(40, b'H\\x1f2\\x1f2\\x1fprocess.spawn\\x1fos.system\\x1fid\\x1f/work/stdin.py\\x1f2\\n')\nimport ctypes\nctypes.CDLL(None).system(b'id')",
    5,
  ],
  [
    'Python: finds the agent’s objects',
    'python',
    "import gc, os\nfor one in gc.get_objects():\n    if type(one).__name__ == 'Shared':\n        one.hinting = False\nos.system('id')",
    2,
  ],
  [
    'Python: calls the kernel itself',
    'python',
    "import ctypes, os\nlibc = ctypes.CDLL(None)\nargv = (ctypes.c_char_p * 2)(b'id', None)\nlibc.syscall(59, b'/usr/bin/id', argv, None)",
    4,
  ],
  [
    'Node: closes the descriptor',
    'javascript',
    "const fs = require('fs');\nfs.closeSync(4);\nrequire('child_process').execSync('id');",
    1,
  ],
  ['Node: goes below its library', 'javascript', `const a = 1;\n${SPAWN}`, 2],
  [
    'Node: writes hints of its own',
    'javascript',
    `require('fs').writeSync(4, 'H\\x1f2\\x1f2\\x1fprocess.spawn\\x1fa\\x1fid\\x1f/work/stdin.js\\x1f1\\n');\n\n${SPAWN}`,
    3,
  ],
  ['bash: set +x', 'bash', 'touch /tmp/a\nset +x\nid', 2],
  ['bash: closes the descriptor', 'bash', 'touch /tmp/a\nexec 40>&-\nid', 2],
  ['bash: BASH_XTRACEFD', 'bash', 'touch /tmp/a\nBASH_XTRACEFD=\nid', 2],
  ['bash: PS4', 'bash', "touch /tmp/a\nPS4='+ '\nid", 2],
];

/** These touch what the agents are made of as well, and everything they do is told with its line. */
const HONEST: readonly (readonly [name: string, language: Written, code: string, line: number])[] = [
  [
    'Python: a profiler',
    'python',
    "import os, sys\nsys.settrace(lambda frame, event, argument: None)\nsys.setprofile(None)\nsys.settrace(None)\nos.system('id')",
    5,
  ],
  [
    'Python: an audit hook of its own',
    'python',
    "import os, sys\ndef hook(event, args):\n    pass\nsys.addaudithook(hook)\nos.system('id')",
    5,
  ],
  [
    'Python: mathematics of the C library',
    'python',
    "import ctypes, os\nctypes.CDLL('libm.so.6').abs(-3)\nos.system('id')",
    3,
  ],
  [
    'Python: other built-ins, no modules',
    'python',
    "import builtins, io, os, sys\nbuiltins.open = io.open = io.FileIO\nfor name in list(sys.modules):\n    if name not in ('sys', 'os'):\n        del sys.modules[name]\nos.system('id')",
    6,
  ],
  [
    'Node: worker threads',
    'javascript',
    "const { Worker } = require('worker_threads');\nnew Worker(\"require('child_process').execSync('id')\", { eval: true });",
    2,
  ],
  [
    'Node: a frozen Error',
    'javascript',
    "Error.prepareStackTrace = () => [];\nObject.freeze(Error);\nrequire('child_process').execSync('id');",
    3,
  ],
  [
    'Node: no modules in the cache',
    'javascript',
    "for (const name of Object.keys(require.cache)) delete require.cache[name];\nFunction.prototype.call = () => {};\nrequire('child_process').execSync('id');",
    3,
  ],
  ['bash: an empty environment', 'bash', 'touch /tmp/a\nenv -i /bin/bash --norc -p -c id', 2],
];

describe('an agent', () => {
  it.each(ATTACKS)(
    'that is removed or passed by is a finding, and the fact stays: %s',
    async (_, language, code, line) => {
      const result = await run(language, code);
      expect(kernel(result, /^(\/usr\/bin\/)?id$|'?id'?$/).length).toBeGreaterThan(0);
      expect(silenced(result)).not.toEqual([]);
      expect(silenced(result).map(({ source }) => source?.line)).toContain(line);
    },
  );

  it('of Python takes no word of others: a forged line names no line', async () => {
    const result = await run('python', ATTACKS[2]?.[2] ?? '');
    expect(silenced(result).map(({ target }) => target)).toContain('somebody else speaks for it');
    expect(kernel(result, /id/).map(({ source }) => source?.line)).not.toContain(2);
  });

  it.each(HONEST)(
    'survives what programs do for good reasons, and says the line: %s',
    async (_, language, code, line) => {
      const result = await run(language, code);
      expect(kernel(result, /\bid'?$/).map(({ source, unexplained }) => [source?.line, unexplained])).toContainEqual([
        line,
        undefined,
      ]);
      expect(silenced(result)).toEqual([]);
    },
  );
});

describe('what is said of a silenced agent', () => {
  it('is for review, never more by itself: a script that ends its own trace', async () => {
    const { findings, verdict } = await check(sampleOfSource('touch list.txt\nset +x\ncp list.txt copy.txt\n', 'bash'));
    expect(findings.map(({ rule }) => rule)).toContain('observer-silenced');
    expect(verdict.decision).not.toBe('block');
  });
});
