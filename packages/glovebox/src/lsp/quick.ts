import type { Inspection } from '../inspect/site.ts';
import { judge } from '../judge/judge.ts';
import type { Policy } from '../policy/policy.ts';
import { buildReport } from '../report/build.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';

/** The report of a sample that was only read. */
export function reportOf(sample: Sample, inspection: Inspection, policy: Policy): Report {
  const judgement = judge({ sample, inspection, runs: [], policy });
  return buildReport({ sample, inspection, runs: [], judgement, policy, totalMs: inspection.durationMs });
}
