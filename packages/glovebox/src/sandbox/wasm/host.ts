import type { Language } from '../../sample/sample.ts';
import type { Limits } from '../limits.ts';
import type { Enforcer, LimitName } from '../run.ts';
import { pyodideFolder } from './bundles.ts';
import { pyodideSnapshot } from './snapshot.ts';

/** What a host needs, by paths of this machine. */
export interface Host {
  /** Name of the bundle in `guest/build/wasm`. */
  readonly bundle: string;
  /** Settings that name a file or folder. */
  readonly paths: Readonly<Record<string, string>>;
}

const BUNDLE: Record<Language, string> = {
  python: 'python.mjs',
  javascript: 'quickjs.mjs',
  typescript: 'quickjs.mjs',
  bash: '',
  wasm: 'wasi.mjs',
};

/** The host of a language's runtime. Throws `snapshot-corrupt`, `backend-failed`. */
export async function hostOf(language: Language): Promise<Host> {
  const bundle = BUNDLE[language];
  if (language !== 'python') return { bundle, paths: {} };
  const pyodide = pyodideFolder();
  return { bundle, paths: { pyodide, snapshot: await pyodideSnapshot(pyodide) } };
}

/** What a host is told beside paths. */
export function hostSettings(limits: Limits, observe: boolean, clock: string | undefined): string[] {
  return [
    `observe=${observe ? 1 : 0}`,
    `memory=${limits.memoryBytes}`,
    `disk=${limits.diskBytes}`,
    `files=${limits.files}`,
    `descriptors=${limits.descriptors}`,
    ...(clock === undefined ? [] : [`clock=${Date.parse(clock)}`]),
  ];
}

/**
 * Flags of the process. Without functions made of text, what breaks out of a module into JavaScript finds no way to Node:
 * every object there leads to `Function`, and `Function` makes nothing.
 */
export const NODE_FLAGS = [
  '--disallow-code-generation-from-strings',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--disable-proto=throw',
  '--no-addons',
  // A process that holds less ends sooner: most of a warm run is the kernel taking memory back.
  '--expose-gc',
  '--optimize-for-size',
  '--no-deprecation',
];

/**
 * What the host's C library does with memory: what a compiler used goes back to the machine at once instead of being kept.
 * With it a waiting host of Python holds 67 MiB of its own instead of 118.
 */
export const NODE_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '65536',
  // Node would set up io_uring, be refused, and go on without: an attempt that says nothing about the sample.
  UV_USE_IO_URING: '0',
};

/** Who holds what inside a module: the host answers every call, and there are no processes to start. */
export function withHostLimits(
  limits: Limits,
  outer: Record<LimitName, { value: number; enforcedBy: Enforcer }>,
): Record<LimitName, { value: number; enforcedBy: Enforcer }> {
  return {
    ...outer,
    memory: { value: limits.memoryBytes, enforcedBy: 'wasm' },
    processes: { value: limits.processes, enforcedBy: 'wasm' },
    disk: { value: limits.diskBytes, enforcedBy: 'wasm' },
    files: { value: limits.files, enforcedBy: 'wasm' },
    descriptors: { value: limits.descriptors, enforcedBy: 'wasm' },
  };
}
