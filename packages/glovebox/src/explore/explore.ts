import type { Inspection } from '../inspect/site.ts';
import type { Captured } from '../observe/captured/captured.ts';
import type { Event } from '../observe/event.ts';
import type { Policy } from '../policy/policy.ts';
import type { Sample } from '../sample/sample.ts';
import type { Conditions } from '../sandbox/conditions.ts';
import { SHELL_FILE } from '../sandbox/exercise.ts';
import { WORLD } from '../sandbox/jail/world.ts';
import type { Run } from '../sandbox/run.ts';
import { goThere } from './forced/rounds.ts';
import { planOf } from './plan.ts';
import { scalesOf } from './scales.ts';
import { sourcesOf } from './sources.ts';
import { turnedFor } from './turning/turn.ts';

/** Runs at one time: a run waits as much as it works. */
const AT_ONCE = 3;

/** Runs the sample once under the conditions. Throws what the backend throws. */
export type RunUnder = (conditions: Conditions, sample: Sample) => Promise<Run>;

/** Runs the sample under the conditions its code asks for, within the budget. The runs come in the order of the plan, numbered after `before`. */
export async function explore(
  sample: Sample,
  inspection: Inspection,
  budget: NonNullable<Policy['explore']>,
  before: readonly Run[],
  runUnder: RunUnder,
): Promise<Run[]> {
  const scaled = scalesOf(sample).slice(0, Math.max(0, budget.runs - 1));
  const sources = await sourcesOf(sample, inspection);
  const now = new Date();
  const turned = turnedFor(sample, inspection, [...sources.values()], now);
  const plan = [...planOf(sample, inspection, turned, now).slice(0, budget.runs - scaled.length), ...scaled];
  const started = performance.now();
  const until = (share: number) => started + share * budget.seconds * 1000;
  // The likeliest conditions come first; then what they left over is forced; what is left of the time goes to the others.
  const likely = Math.min(plan.length, LIKELY);
  const runs = await runPlan(sample, plan.slice(0, likely), until(LIKELY_SHARE), runUnder);
  const forced = await goThere({
    sample,
    inspection,
    sources,
    runs: [...before, ...runs],
    until: until(FORCED_SHARE),
    runUnder,
  });
  const others = await runPlan(sample, plan.slice(likely), until(FORCED_SHARE), runUnder);
  return numbered([...runs, ...others, ...forced], before);
}

/** Runs before anything is forced, at most, and the part of the time they may take. */
const LIKELY = 8;
const LIKELY_SHARE = 0.5;
/** What begins later would end too late. */
const FORCED_SHARE = 0.75;

async function runPlan(sample: Sample, plan: readonly Conditions[], until: number, runUnder: RunUnder): Promise<Run[]> {
  const done: (Run | undefined)[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let at = next++; at < plan.length && performance.now() < until; at = next++) {
      const conditions = plan[at] as Conditions;
      const { arguments: args = sample.args } = conditions;
      done[at] = await runUnder(conditions, { ...sample, args });
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return done.filter((run) => run !== undefined);
}

/** Ids that no other run of the report has, and nothing of what Glovebox itself did inside. */
function numbered(runs: readonly Run[], before: readonly Run[]): Run[] {
  let events = before.reduce((sum, run) => sum + run.events.length, 0);
  return runs.map((run, index) => {
    const ids = new Map<string, string>();
    const own = run.events.filter((event) => !isOwn(event));
    for (const { id } of own) ids.set(id, `event:${++events}`);
    return {
      ...run,
      id: `run:${before.length + index + 1}`,
      changes: run.changes.filter(({ path }) => !OWN_FILES.has(path)),
      events: own.map((event) => ({
        ...event,
        id: ids.get(event.id) ?? event.id,
        ...(run.conditions.forced !== undefined && { forced: true as const }),
      })),
      ...(run.canaries !== undefined && { canaries: withIds(run.canaries, ids) }),
      ...(run.captured !== undefined && { captured: run.captured.map((one) => renamed(one, ids)) }),
    };
  });
}

/** Captured code with the number that its event has now, where that is still there. */
function renamed({ event, ...one }: Captured, ids: ReadonlyMap<string, string>): Captured {
  const id = event === undefined ? undefined : ids.get(event);
  return id === undefined ? one : { ...one, event: id };
}

/** The way a decoy took, by the numbers that its events have now. */
function withIds(canaries: NonNullable<Run['canaries']>, ids: ReadonlyMap<string, string>): Run['canaries'] {
  const leaks = canaries.leaks.map((leak) => ({ ...leak, steps: leak.steps.flatMap((id) => ids.get(id) ?? []) }));
  return { ...canaries, leaks };
}

/** The conditions themselves, and what functions that take a path are given: `guest/README.md`. */
const OWN_FILES: ReadonlySet<string> = new Set([WORLD, SHELL_FILE]);

function isOwn({ observer, operation, target, unexplained, source, capability }: Event): boolean {
  if (observer !== 'kernel' && observer !== 'files') return false;
  if (target === WORLD && capability.startsWith('file.')) return true;
  if (unexplained !== true || source !== undefined) return false;
  // Node's watchdog has an event loop of its own, which asks for io_uring; its hooks look for a package above the entry.
  return OWN_FILES.has(target) || operation === 'io_uring_setup' || target === '/package.json';
}
