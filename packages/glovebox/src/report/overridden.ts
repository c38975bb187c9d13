import { type Thresholds, verdictOf } from '../judge/score.ts';
import { applyOverrides } from '../override/apply.ts';
import type { OverridesAt } from '../override/discover.ts';
import type { Report } from './report.ts';

/**
 * The report with what people accepted taken out of its verdict, and with what came of every override that concerns the
 * sample. The verdict is that of the findings that are left open.
 */
export function withOverrides(report: Report, { overrides, below }: OverridesAt, thresholds: Thresholds): Report {
  const { entry, files } = report.sample;
  const { findings, outcome } = applyOverrides(report.findings, overrides, { below, entry, files });
  if (outcome.applied.length === 0 && outcome.ignored.length === 0) return report;
  const verdict = outcome.applied.length === 0 ? report.verdict : verdictOf(findings, thresholds, report.runs.length);
  return { ...report, verdict, findings, overrides: outcome };
}
