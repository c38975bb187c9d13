import { describe, expect, it } from 'vitest';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Language } from '../sample/sample.ts';
import { check } from './examine.ts';

/** Each way to an interpreter on a line of its own; `hidden` says in the language what no reading can work out. */
interface Program {
  readonly language: Language;
  readonly head: string;
  readonly hidden: (code: string) => string;
  readonly ways: readonly ((code: string) => string)[];
  readonly payload: string;
  readonly harmless: string;
  /** Payloads for interpreters of other languages, by the place of the way. */
  readonly other?: Readonly<Record<number, readonly [payload: string, harmless: string]>>;
}

const SHELL = ['test -e /nope && rm -rf /home/user', 'test -e /nope && echo done'] as const;
const ACTS = /\/home\/user/;

/** As numbers that are no text until the environment is read. */
function numbers(code: string): string {
  return [...Buffer.from(code)].map((byte) => byte ^ 10).join(',');
}

const PROGRAMS: readonly Program[] = [
  {
    language: 'python',
    head: 'import ast, os, subprocess, sys\nkey = len(os.environ["HOME"])\nd = lambda *n: bytes(c ^ key for c in n).decode()\nsys.path.insert(0, "/tmp")',
    hidden: (code) => `d(${numbers(code)})`,
    ways: [
      (code) => `exec(${code})`,
      (code) => `eval(compile(ast.parse(${code}), "x", "exec"))`,
      (code) => `open("/tmp/stage.py", "w").write(${code}) and __import__("stage") and os.remove("/tmp/stage.py")`,
      (code) => `subprocess.run([sys.executable, "-c", ${code}])`,
      (code) => `subprocess.run(["python3", "-"], input=${code}.encode())`,
      (code) => `os.system(${code})`,
      (code) => `subprocess.run(["bash"], input=${code}.encode())`,
    ],
    payload: 'import os, shutil\nif os.path.exists("/nope"):\n    shutil.rmtree("/home/user")\n',
    harmless: 'import os\nif os.path.exists("/nope"):\n    print("done")\n',
    other: { 5: SHELL, 6: SHELL },
  },
  {
    language: 'javascript',
    head: 'const fs = require("fs"), vm = require("vm"), cp = require("child_process");\nconst key = process.env.HOME.length;\nconst d = (...n) => String.fromCharCode(...n.map((c) => c ^ key));',
    hidden: (code) => `d(${numbers(code)})`,
    ways: [
      (code) => `eval(${code});`,
      (code) => `new Function("require", "fs", ${code})(require, fs);`,
      (code) => `vm.runInNewContext(${code}, { require, fs });`,
      (code) => `fs.writeFileSync("/tmp/stage.js", ${code}), require("/tmp/stage.js"), fs.unlinkSync("/tmp/stage.js");`,
      (code) => `cp.spawnSync("node", ["-e", ${code}]);`,
      (code) => `cp.spawnSync("node", { input: ${code} });`,
      (code) => `cp.spawnSync("sh", ["-c", ${code}]);`,
    ],
    payload: 'if (require("fs").existsSync("/nope")) require("fs").rmSync("/home/user", { recursive: true });',
    harmless: 'if (require("fs").existsSync("/nope")) console.log("done");',
    other: { 6: SHELL },
  },
  {
    language: 'bash',
    head: 'key=$(printf %s "$HOME" | wc -c)\nd() { local n; for n in "$@"; do printf "\\\\x$(printf %x $((n ^ key)))"; done; }',
    hidden: (code) => `"$(printf "$(d ${numbers(code).replaceAll(',', ' ')})")"`,
    ways: [
      (code) => `eval ${code}`,
      (code) => `bash -c ${code}`,
      (code) => `bash <<< ${code}`,
      (code) => `echo ${code} | sh`,
      (code) => `echo ${code} > /tmp/stage; . /tmp/stage; rm /tmp/stage`,
      (code) => `echo ${code} > /tmp/other; bash /tmp/other; rm /tmp/other`,
    ],
    payload: SHELL[0],
    harmless: SHELL[1],
  },
];

function sourceOf(program: Program, which: 0 | 1): string {
  const own = [program.payload, program.harmless] as const;
  const lines = program.ways.map((way, index) => way(program.hidden((program.other?.[index] ?? own)[which])));
  return `${[program.head, ...lines].join('\n')}\n`;
}

/** Lines where what was captured could do harm. */
function linesOfHarm({ sites }: Report): number[] {
  const lines = sites.flatMap(({ captured, capability, target, line }) =>
    captured !== undefined && capability === 'file.delete' && ACTS.test(target ?? '') ? [line] : [],
  );
  return [...new Set(lines)].sort((a, b) => a - b);
}

describe('code that is known only while it runs', () => {
  it.each(PROGRAMS)(
    'is found in every way of $language, on its line; the same ways make no finding for what is harmless',
    async (program) => {
      const first = program.head.split('\n').length + 1;
      const [harmful, harmless] = await Promise.all([
        check(sampleOfSource(sourceOf(program, 0), program.language)),
        check(sampleOfSource(sourceOf(program, 1), program.language)),
      ]);
      expect(linesOfHarm(harmful)).toEqual(program.ways.map((_, index) => first + index));
      expect(linesOfHarm(harmless)).toEqual([]);
      const captured = harmful.runs.flatMap((run) => run.captured ?? []);
      const destructive = harmful.findings.filter(({ rule }) => rule === 'destructive-delete');
      expect(destructive.flatMap(({ evidence }) => evidence).some((id) => captured.some((one) => one.id === id))).toBe(
        true,
      );
      expect(harmful.verdict.decision).toBe('block');
      expect(harmless.findings.map(({ rule }) => rule)).not.toContain('destructive-delete');
      expect(harmless.runs[0]?.status).toBe('exited');
    },
  );

  it('is not told of what libraries make for themselves', async () => {
    const code = `import collections, dataclasses, enum, json, string, timeit, typing
P = collections.namedtuple('P', 'x y')
@dataclasses.dataclass(order=True)
class D:
    x: int
    y: list = dataclasses.field(default_factory=list)
print(P(1, 2), D(1), string.Template('$a').substitute(a=1), json.loads('[1]'), eval('1 + 1'))
print(timeit.timeit('1 + 1', number=10) >= 0)
`;
    const report = await check(sampleOfSource(code, 'python'));
    expect((report.runs[0]?.captured ?? []).map((one) => one.code)).toEqual(['1 + 1']);
    expect(report.findings.filter(({ severity }) => severity !== 'low')).toEqual([]);
  });
});

const WRITES = `import fcntl, os, signal, subprocess, time
with open('/tmp/stage.sh', 'w') as file:
    file.write('echo staged%d' % int(time.time()))
held = os.open('/tmp/stage.sh', os.O_RDONLY)
`;
const RUNS = "subprocess.run(['sh', '/tmp/stage.sh'])\n";
const LEASED = `signal.signal(signal.SIGIO, lambda *_: (time.sleep(0.3), fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_UNLCK)))
fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
child = subprocess.Popen(['sh', '/tmp/stage.sh'])
while child.poll() is None:
    time.sleep(0.02)
`;

it('a script is kept although the program has read it before', async () => {
  const { runs } = await check(sampleOfSource(`${WRITES}${RUNS}`, 'python'));
  expect(runs[0]?.captured).toMatchObject([
    { how: 'file', path: '/tmp/stage.sh', code: expect.stringMatching(/^echo staged/) },
  ]);
});

it('a script that a lease keeps from being read is missed aloud', async () => {
  const { runs, findings } = await check(sampleOfSource(`${WRITES}${LEASED}`, 'python'));
  expect(runs[0]?.stdout).toMatch(/^staged\d+$/m);
  expect(runs[0]?.capturedDropped).toBeGreaterThan(0);
  expect(findings.map(({ rule }) => rule)).toContain('not-inspected');
});
