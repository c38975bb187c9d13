import { availableParallelism } from 'node:os';
import { ERROR_CODES, type ErrorCode, GloveboxError } from '../error.ts';
import { Lane, LaneError } from '../examine/lane.ts';
import { DEFAULT_EXPLORE } from '../policy/policy.ts';
import type { UnitAnswer, UnitQuestion, UnitSettings } from './examine-unit.ts';
import type { Unit } from './unit.ts';
import type { Asked } from './worker.ts';

/** From a checkout's sources the worker lies beside this file; in the bundle this file is a chunk among chunks. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : '../gate/worker.js', import.meta.url);

/** What became of a unit: an answer, or why there is none. */
export type UnitOutcome =
  | { readonly answer: UnitAnswer; readonly ms: number }
  | { readonly failed: string }
  | { readonly late: true };

export interface ScheduleSettings {
  /** Units examined at a time; without it, as many as there are processors. */
  readonly jobs?: number;
  /** Milliseconds for all of it; no unit begins or goes on after them. */
  readonly budgetMs?: number;
  readonly cached: boolean;
  readonly signal?: AbortSignal;
  /** Told of each unit as it is done, in no order. */
  readonly onOutcome: (index: number, outcome: UnitOutcome) => void;
}

/** Milliseconds for reading and judging both sides of a unit, and for making and taking down its sandboxes: far above what they take. */
const BESIDES_RUNNING_MS = 60_000;

/**
 * Examines units side by side, each in a process that may break: then that unit has no answer, and the others go on. Only a unit that
 * is being examined is held in memory. Rejects when it is cancelled, and where isolation cannot be had.
 */
export async function examineUnits(
  units: readonly Unit[],
  question: (unit: Unit) => Promise<UnitQuestion>,
  { jobs = availableParallelism(), budgetMs, cached, signal, onOutcome }: ScheduleSettings,
): Promise<void> {
  const order = inOrder(units);
  const late = budgetMs === undefined ? undefined : AbortSignal.timeout(budgetMs);
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal ? [signal] : []), ...(late ? [late] : [])]);
  let next = 0;
  const work = async () => {
    let lane: Lane<Asked, UnitAnswer> | undefined;
    try {
      for (let at = next++; at < order.length; at = next++) {
        const index = order[at] ?? 0;
        const unit = units[index];
        if (unit === undefined || failed.signal.aborted || signal?.aborted) break;
        if (late?.aborted) {
          onOutcome(index, { late: true });
          continue;
        }
        const started = performance.now();
        const asked = await questionOrReason(unit, question);
        if ('failed' in asked) {
          onOutcome(index, asked);
          continue;
        }
        lane ??= new Lane(WORKER, 0);
        const outcome = await askTwice(lane, { unit: asked, cached }, deadlineOf(asked.how), stop);
        if (failed.signal.aborted || signal?.aborted) break;
        if (late?.aborted && 'failed' in outcome) onOutcome(index, { late: true });
        else onOutcome(index, 'failed' in outcome ? outcome : { ...outcome, ms: performance.now() - started });
      }
    } catch (cause) {
      failed.abort();
      throw cause;
    } finally {
      await lane?.end();
    }
  };
  const done = await Promise.allSettled(Array.from({ length: Math.min(jobs, units.length) }, work));
  if (signal?.aborted)
    throw new GloveboxError(
      'cancelled',
      'the gate was cancelled',
      'Start it again: what was examined is kept in the cache.',
    );
  for (const end of done) if (end.status === 'rejected') throw end.reason;
}

/** What cannot be read is told of that unit alone. */
async function questionOrReason(
  unit: Unit,
  question: (unit: Unit) => Promise<UnitQuestion>,
): Promise<UnitQuestion | { failed: string }> {
  try {
    return await question(unit);
  } catch (cause) {
    if (cause instanceof GloveboxError && isOfSample(cause.code)) return { failed: cause.message };
    throw cause;
  }
}

/** A process that broke, or a sandbox that was lost, is tried once more: whoever is next to it may have been the reason. */
async function askTwice(
  lane: Lane<Asked, UnitAnswer>,
  asked: Asked,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<{ answer: UnitAnswer } | { failed: string }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { answer: await lane.ask(asked, signal, deadlineMs) };
    } catch (cause) {
      // A process that cannot even start says nothing about the code: that is our failure, and no verdict.
      if (!(cause instanceof LaneError) || (!cause.isStarted && !signal.aborted && attempt > 1)) throw cause;
      const { code, message, remedy } = cause.failed;
      const isFirst = attempt === 1 && !signal.aborted;
      if (isFirst && (code === undefined || code === 'sandbox-lost' || code === 'backend-failed')) continue;
      if (code === undefined || code === 'cancelled' || isOfSample(code)) return { failed: message };
      throw new GloveboxError(knownCode(code), message, remedy ?? 'Try glovebox doctor.', { cause });
    }
  }
}

/** Whether it is the code that cannot be examined, and not the machine that cannot examine. */
function isOfSample(code: string): boolean {
  return code.startsWith('sample-') || code === 'language-unknown' || code === 'wasm-invalid';
}

function knownCode(code: string): ErrorCode {
  return ERROR_CODES.find((known) => known === code) ?? 'backend-failed';
}

/** Both sides, each with a run that ends by its own limit long before. */
function deadlineOf({ depth, policy }: UnitSettings): number {
  const running = depth === 'quick' ? 0 : policy.limits.wallMs;
  const exploring = depth === 'deep' ? (policy.explore ?? DEFAULT_EXPLORE).seconds * 1_000 : 0;
  return BESIDES_RUNNING_MS + 2 * (running + exploring);
}

/** What runs by itself comes first, then what was changed, then what only imports it: time may end before they do. */
function inOrder(units: readonly Unit[]): number[] {
  return units.map((_, index) => index).sort((a, b) => weightOf(units[a]) - weightOf(units[b]) || a - b);
}

function weightOf(unit: Unit | undefined): number {
  if (unit === undefined) return 0;
  const { kind, status, generated } = unit;
  if (status === 'deleted') return 4;
  if (status === 'unchanged') return 3;
  if (generated !== undefined) return 2;
  return kind === 'file' || kind === 'notebook' ? 1 : 0;
}
