import { GloveboxError } from '../../error.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import { assertRunnable } from '../../sample/wasm.ts';
import type { Backend, RunOptions } from '../backend.ts';
import { bubblewrapPath } from '../jail/launch.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createWardenBackend } from '../warden/backend.ts';
import { planChild } from './child.ts';
import { planJailed } from './jailed.ts';

/** Where the process stands that is the module's kernel. */
export type WasmWalls = 'jail' | 'process';

export interface WasmChoices {
  /** The jail where one can be made, and a child process alone elsewhere, when nothing is said. */
  readonly walls?: WasmWalls;
  /** `false` leaves cgroups out, as for the jail. */
  readonly cgroups?: boolean;
}

/**
 * WebAssembly: modules for WASI, CPython by Pyodide, JavaScript by QuickJS. The runtime is never the only wall: it runs in a
 * jailed process, or, where no jail can be made, in a child process with Node's permission model, and the report says which.
 */
export function createWasm(choices: WasmChoices = {}): Backend {
  let walls: Promise<WasmWalls> | undefined;
  const backend = createWardenBackend({
    name: 'wasm',
    sessions: false,
    probe: async () => {
      const run = await backend.run(PROBE, { limits: LIMIT_PROFILES.default, observe: true });
      if (run.stdout === 'works\n') return;
      throw new GloveboxError(
        'backend-failed',
        `WebAssembly gave no answer: ${run.stderr.trim()}`,
        'Run ./setup.sh again.',
      );
    },
    async plan(language, options) {
      assertLanguage(language);
      walls ??= choices.walls === undefined ? findWalls() : Promise.resolve(choices.walls);
      const plan = (await walls) === 'jail' ? planJailed : planChild;
      return plan(language, options, choices);
    },
  });

  return {
    ...backend,
    async prepare(language, options) {
      const prepared = await backend.prepare(language, options);
      return {
        ...prepared,
        run: async (sample, more) => {
          assertRunnable(sample);
          return prepared.run(sample, more);
        },
      };
    },
    async run(sample: Sample, options: RunOptions) {
      assertRunnable(sample);
      return backend.run(sample, options);
    },
  };
}

const PROBE: Sample = {
  id: `sha256:${'0'.repeat(64)}`,
  language: 'javascript',
  entry: 'probe.js',
  files: [{ path: 'probe.js', content: Buffer.from('console.log("works")\n') }],
  args: [],
};

function assertLanguage(language: Language): void {
  if (language !== 'bash') return;
  throw new GloveboxError(
    'language-unsupported',
    'the wasm backend runs Python, JavaScript, TypeScript and WebAssembly modules, not bash',
    'Use another backend: --backend jail.',
  );
}

/** The jail, where one was made a moment ago; found out once. */
async function findWalls(): Promise<WasmWalls> {
  if (process.platform !== 'linux') return 'process';
  try {
    bubblewrapPath();
    const { createJail } = await import('../jail/jail.ts');
    const jail = createJail();
    await jail.run(PROBE, { limits: LIMIT_PROFILES.default, observe: false });
    return 'jail';
  } catch (error) {
    if (error instanceof GloveboxError) return 'process';
    throw error;
  }
}
