import { setTimeout as rest } from 'node:timers/promises';
import { loadSample, sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import type { Backend } from '../../packages/glovebox/src/sandbox/backend.ts';
import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { assemble, print } from '../../packages/glovebox/src/sandbox/wasm/assemble.fixture.ts';
import { createWasm } from '../../packages/glovebox/src/sandbox/wasm/wasm.ts';
import { program } from '../programs.ts';
import type { Bench, Figure, Scale } from '../row.ts';
import { summarize } from '../statistics.ts';
import { stopwatch, type Timed } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

const OPTIONS = { limits: LIMIT_PROFILES.default, observe: true };
/** A prepared sandbox rests a while before it is used; fresh from its start it still waits for its share of the processor. */
const REST_MS = 300;
const GREETING = 'Hello, world!\n';

/** WebAssembly in a jailed process: Python by Pyodide from its snapshot, JavaScript by QuickJS, a module by itself. */
export const wasm: Bench = {
  name: 'wasm',
  async measure(scale) {
    const python = await loadSample(program('hello.py'));
    const script = sampleOfSource(`console.log(${JSON.stringify(GREETING.trimEnd())});\n`, 'javascript');
    const module = moduleSample();
    const backend = createWasm();
    try {
      await backend.run(python, OPTIONS); // makes the snapshot, where there is none yet
      return [
        { ...(await figure('warm Pyodide', 'prepared, to the result', warm(backend, python), scale, 40)), atMost: 15 },
        await figure('cold Pyodide', 'from its snapshot', cold(backend, python), scale, 10),
        await figure('warm QuickJS', 'prepared, to the result', warm(backend, script), scale, 40),
        await figure('cold QuickJS', 'from nothing', cold(backend, script), scale, 20),
        await figure('warm WASI module', 'prepared, to the result', warm(backend, module), scale, 40),
        await figure('cold WASI module', 'from nothing', cold(backend, module), scale, 20),
      ];
    } finally {
      await backend.dispose();
    }
  },
};

function warm(backend: Backend, sample: Sample): Timed {
  return async () => {
    const sandbox = await backend.prepare(sample.language, OPTIONS);
    await rest(REST_MS);
    return stopwatch(async () => expectGreeting(expectRun(await sandbox.run(sample)).stdout));
  };
}

function cold(backend: Backend, sample: Sample): Timed {
  return () => stopwatch(async () => expectGreeting(expectRun(await backend.run(sample, OPTIONS)).stdout));
}

async function figure(name: string, how: string, once: Timed, scale: Scale, count: number): Promise<Figure> {
  await once();
  const times: number[] = [];
  for (let turn = 0; turn < scale.pairs(count); turn++) times.push(await once());
  return { kind: 'figure', name, how, ms: summarize(times) };
}

function moduleSample(): Sample {
  const text = GREETING;
  const content = assemble({ imports: ['fd_write'], data: [[100, text]], body: print(0, 1, 100, text.length) });
  const entry = 'hello.wasm';
  return { id: `sha256:${'0'.repeat(64)}`, language: 'wasm', entry, files: [{ path: entry, content }], args: [] };
}
