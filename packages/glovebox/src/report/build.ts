import type { Inspection } from '../inspect/site.ts';
import type { Judgement } from '../judge/judge.ts';
import { type Policy, policyDigest } from '../policy/policy.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from '../sandbox/run.ts';
import { VERSION } from '../version.ts';
import type { Report } from './report.ts';
import { unreachedIn } from './unreached.ts';

export interface ReportParts {
  readonly sample: Sample;
  readonly inspection: Inspection;
  readonly runs: readonly Run[];
  readonly judgement: Judgement;
  readonly policy: Policy;
  /** Milliseconds from the request to the verdict. */
  readonly totalMs: number;
}

/** Puts the parts of an examination into the shape that is published. */
export function buildReport({ sample, inspection, runs, judgement, policy, totalMs }: ReportParts): Report {
  return {
    schema: 'glovebox.report/1',
    sample: summarize(sample),
    verdict: judgement.verdict,
    findings: [...judgement.findings],
    sites: [...judgement.sites],
    flows: [...inspection.flows],
    runs: [...runs],
    coverage: judgement.coverage,
    ...unreachedIn(judgement.sites, runs),
    engine: { version: VERSION, policy: policyDigest(policy) },
    timings: { inspectMs: rounded(inspection.durationMs), totalMs: rounded(totalMs) },
  };
}

/** A sample without its bytes. */
export function summarize(sample: Sample): Report['sample'] {
  return {
    id: sample.id,
    language: sample.language,
    entry: sample.entry,
    files: sample.files.map((file) => file.path),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
