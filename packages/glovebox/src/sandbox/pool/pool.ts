import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { GloveboxError } from '../../error.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend, Prepared, RunOptions } from '../backend.ts';
import type { Run } from '../run.ts';
import { createGate } from './gate.ts';
import { createStock, type Pressure } from './stock.ts';

/** How many sandboxes a {@link Pool} keeps ready. */
export interface PoolSettings {
  /** How many sandboxes wait for each kind (language and limits) that is asked for; 0 where a language is missing. */
  readonly sizes: Partial<Record<Language, number>>;
  /** Bytes that all waiting sandboxes may take together, shared equally by the kinds in use. */
  readonly memoryBytes: number;
  /** Bytes that one waiting sandbox is counted with; the default is what a jailed interpreter was measured to take. */
  readonly bytesEach?: number;
  /** Cold starts at one time, one more than processors by default: more of them only slow each other down. */
  readonly startsAtOnce?: number;
  /** Runs at one time, 128 by default and fewer where this process may not open enough descriptors; the rest wait in order of arrival. */
  readonly runsAtOnce?: number;
  /** Milliseconds that a sandbox waits before a fresh one takes its place; 10 minutes by default. */
  readonly maxAgeMs?: number;
  /** Ends the pool as {@link Pool.dispose} does. */
  readonly signal?: AbortSignal;
}

/** A backend with sandboxes ready: a run takes one that waits, and starts cold where none does. */
export interface Pool extends Backend {
  /** Prepares as many as `sizes` and `memoryBytes` allow, and keeps them so from now on. Rejects when one cannot be prepared. */
  fill(language: Language, options: RunOptions): Promise<void>;
  /** How many sandboxes wait. */
  readonly waiting: number;
}

const MAX_AGE_MS = 600_000;
/** Descriptors this process holds for one sandbox, and those it needs for itself. */
const DESCRIPTORS_EACH = 4;
const OWN_DESCRIPTORS = 64;

/** Makes a pool over a backend, which it disposes of with itself. Nothing waits until `fill` or the first run of a kind. */
export function createPool(backend: Backend, settings: PoolSettings): Pool {
  const processors = availableParallelism();
  const room = Math.max(2, Math.floor((descriptorLimit() - OWN_DESCRIPTORS) / DESCRIPTORS_EACH));
  const runsAtOnce = Math.min(settings.runsAtOnce ?? 128, Math.ceil(room / 2));
  const maxAgeMs = settings.maxAgeMs ?? MAX_AGE_MS;
  const runs = createGate(runsAtOnce);
  const starts = createGate(settings.startsAtOnce ?? processors + 1);
  const bounds = { ...settings, bytesEach: settings.bytesEach, count: room - runsAtOnce, maxAgeMs };
  const stock = createStock(backend, bounds, pressure);
  let active = 0;
  let ending: Promise<void> | undefined;

  async function run(sample: Sample, options: RunOptions): Promise<Run> {
    const leave = await passing(runs.enter(options.signal), options.signal);
    active++;
    try {
      return await runHere(sample, options);
    } finally {
      active--;
      leave();
      stock.refill();
    }
  }

  async function runHere(sample: Sample, options: RunOptions): Promise<Run> {
    const drawn = stock.draw(sample.language, options);
    const once = ownOptions(options);
    if (drawn !== undefined) {
      try {
        return await drawn.run(sample, once);
      } catch (cause) {
        // It died while it waited. The sample has a right to a sandbox that lives.
        if (!isLost(cause) || options.signal?.aborted) throw cause;
      } finally {
        await drawn.dispose();
      }
    }
    const fresh = await start(sample.language, options);
    try {
      return await fresh.run(sample, once);
    } finally {
      await fresh.dispose();
    }
  }

  /** A cold start, in its turn. */
  async function start(language: Language, options: RunOptions): Promise<Prepared> {
    const leave = await passing(starts.enter(options.signal), options.signal);
    try {
      const fresh = stock.draw(language, options) ?? (await backend.prepare(language, options));
      if (!options.signal?.aborted && ending === undefined) return fresh;
      await fresh.dispose();
      throw options.signal?.aborted ? cancelled(options.signal.reason) : closed();
    } finally {
      leave();
    }
  }

  function pressure(): Pressure {
    if (starts.queued + runs.queued > 0) return 'queue';
    return active > processors ? 'burst' : active > 0 ? 'some' : 'none';
  }

  async function end(): Promise<void> {
    for (const gate of [runs, starts]) gate.close(closed());
    await stock.end();
    await backend.dispose();
  }

  const pool: Pool = {
    name: backend.name,
    get waiting() {
      return stock.waiting;
    },
    probe: () => backend.probe(),
    run,
    async prepare(language, options) {
      options.signal?.throwIfAborted();
      const taken = stock.draw(language, options) ?? (await start(language, options));
      stock.refill();
      return { ...taken, run: (sample, more = {}) => taken.run(sample, { ...ownOptions(options), ...more }) };
    },
    async fill(language, options) {
      if (ending !== undefined) throw closed();
      await stock.fill(language, options);
    },
    ...(backend.open === undefined ? {} : { open: backend.open }),
    async dispose() {
      ending ??= end();
      await ending;
    },
  };
  settings.signal?.addEventListener('abort', () => void pool.dispose(), { once: true });
  return pool;
}

/** What belongs to one run and not to the sandbox. */
function ownOptions({ stdin, signal, onEvent }: RunOptions): Pick<RunOptions, 'stdin' | 'signal' | 'onEvent'> {
  return { ...(stdin && { stdin }), ...(signal && { signal }), ...(onEvent && { onEvent }) };
}

async function passing(entering: Promise<() => void>, signal: AbortSignal | undefined): Promise<() => void> {
  try {
    return await entering;
  } catch (cause) {
    throw signal?.aborted ? cancelled(signal.reason) : cause;
  }
}

function isLost(cause: unknown): boolean {
  return cause instanceof GloveboxError && (cause.code === 'backend-failed' || cause.code === 'sandbox-lost');
}

function cancelled(cause: unknown): GloveboxError {
  return new GloveboxError('cancelled', 'the run was cancelled', 'Start it again.', { cause });
}

function closed(): GloveboxError {
  return new GloveboxError('cancelled', 'the pool was closed before the run could start', 'Make another pool.');
}

/** Node raises its own limit as far as it may, so the soft one is what counts. */
function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024);
  } catch {
    return 1024; // no /proc: what most systems give
  }
}
