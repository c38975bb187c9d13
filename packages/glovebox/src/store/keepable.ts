import type { Report } from '../report/report.ts';
import { OUT_OF_BUDGET } from '../report/unreached.ts';
import type { Run, RunStatus } from '../sandbox/run.ts';

/** Whether a run ended by the program's doing, not by how busy the machine was. */
const ENDED_BY_ITSELF: Record<RunStatus, (run: Run) => boolean> = {
  exited: () => true,
  refused: () => true,
  'out-of-memory': ({ limit }) => limit === 'memory',
  // Whoever kills without a limit of ours is somebody else: an operator, or a kernel that is short of memory.
  killed: ({ limit, signal }) =>
    limit === undefined ? signal !== 'SIGKILL' : limit !== 'wallClock' && limit !== 'cpu',
  'timed-out': () => false,
};

/** Whether a report would be the same on a machine that is less busy. Runs under conditions are short by design and may time out. */
export function isKeepable({ runs, unreached = [] }: Report): boolean {
  const [first] = runs;
  if (first !== undefined && !ENDED_BY_ITSELF[first.status](first)) return false;
  return !unreached.some(({ reason }) => reason === OUT_OF_BUDGET);
}
