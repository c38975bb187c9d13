// A thousand snippets in one process, as an evaluation or a data pipeline has them: each in a sandbox of its own, so many
// at one time, and all of them ended by one signal. node batch.ts [HOW MANY]
// In a project of your own: import { createBackend, createPool, … } from 'glovebox'.
import { availableParallelism } from 'node:os';
import { createBackend, createPool, DEFAULT_POLICY, run, sampleOfSource } from '../../packages/glovebox/src/index.ts';

const count = Number(process.argv[2] ?? 1_000);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const backend = createPool(await createBackend('jail'), { sizes: { python: 4 }, memoryBytes: 512 * 1024 * 1024 });
const snippets = Array.from({ length: count }, (_, n) => sampleOfSource(`print(sum(range(${n})))`, 'python'));
const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, wallMs: 5_000 } };

const started = performance.now();
let right = 0;
let next = 0;
async function lane() {
  for (let n = next++; n < count; n = next++) {
    const snippet = snippets[n];
    if (snippet === undefined) return;
    const { status, exitCode, stdout } = await run(snippet, { policy, backend, signal: stop.signal });
    if (status === 'exited' && exitCode === 0 && Number(stdout) === (n * (n - 1)) / 2) right++;
  }
}

try {
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, lane));
  const seconds = (performance.now() - started) / 1_000;
  console.log(`${right} of ${count} right`);
  console.error(`${Math.round(count / seconds)} a second, ${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MiB`);
} finally {
  await backend.dispose();
}
