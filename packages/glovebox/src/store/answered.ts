import type { Report } from '../report/report.ts';
import type { NetworkMode } from '../sandbox/network.ts';
import type { Cache } from './cache.ts';
import { keyOf, type Question } from './key.ts';

/** The answer that is kept, marked as such, or else that of `examine`, kept for the next time where it may be. */
export async function answered(cache: Cache, question: Question, examine: () => Promise<Report>): Promise<Report> {
  if (!IS_REPEATABLE[question.policy.network?.mode ?? 'deny']) return examine();
  const key = keyOf(question);
  const kept = cache.get(key);
  if (kept !== undefined)
    return { ...kept.report, engine: { ...kept.report.engine, cached: { examined: kept.examined } } };
  const report = await examine();
  const { isKeepable } = await import('./keepable.ts');
  if (isKeepable(report)) cache.put(key, report);
  return report;
}

/** Not where the world outside answers, which may answer otherwise tomorrow, or where a recording is to be written. */
const IS_REPEATABLE: Record<NetworkMode, boolean> = {
  deny: true,
  sinkhole: true,
  replay: true,
  allow: false,
  record: false,
};
