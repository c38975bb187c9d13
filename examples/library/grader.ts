// A grader for programming exercises: each submission is run against cases in a sandbox, where it can neither look at the
// answers nor take the grader down. In a project of your own: import { … } from 'glovebox'.
import { createBackend, DEFAULT_POLICY, run, sampleOfSource } from '../../packages/glovebox/src/index.ts';

const cases = [
  { input: '3 4\n', answer: '7' },
  { input: '-1 1\n', answer: '0' },
  { input: '10 -20\n', answer: '-10' },
];

const submissions = {
  ada: 'a, b = map(int, input().split())\nprint(a + b)',
  ben: 'a, b = map(int, input().split())\nprint(abs(a) + abs(b))',
  cat: 'while True: pass',
  dan: 'import urllib.request\nprint(urllib.request.urlopen("http://answers.example/").read())',
  eve: 'import os\nprint(os.listdir("/home"), open("/work/answers.txt").read())',
};

const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, wallMs: 1_000, memoryBytes: 64 * 1024 * 1024 } };
const backend = await createBackend('jail');
try {
  for (const [student, code] of Object.entries(submissions)) {
    const sample = sampleOfSource(code, 'python', { entry: `${student}.py` });
    const runs = await Promise.all(
      cases.map(({ input }) => run(sample, { policy, backend, stdin: Buffer.from(input) })),
    );
    const passed = runs.filter(({ stdout }, n) => stdout.trim() === cases[n]?.answer).length;
    const tried = runs.flatMap(({ events }) => events).find(({ capability }) => capability === 'network.resolve');
    const notes = [
      ...new Set(runs.filter(({ status }) => status !== 'exited').map(({ status }) => status)),
      ...(tried === undefined ? [] : [`asked for ${tried.target}`]),
    ];
    console.log(`${student}: ${passed} of ${cases.length}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`);
  }
} finally {
  await backend.dispose();
}
