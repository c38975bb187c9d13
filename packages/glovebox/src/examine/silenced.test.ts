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
