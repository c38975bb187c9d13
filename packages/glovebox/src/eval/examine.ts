import { check, type Depth } from '../examine/examine.ts';
import { strengthOf } from '../judge/score.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { Case } from './corpus.ts';
import { type Outcome, placeOf, type Scored } from './scored.ts';
import { withTests } from './tests.ts';

/** How every sample of an evaluation is examined. */
export interface CaseSettings {
  readonly depth: Depth;
  readonly policy: Policy;
  readonly backend?: BackendName;
  /** `false` leaves out the tests that the corpus gives with a sample; at depth `quick` they always are. */
  readonly tests?: boolean;
}

/** Examines one labelled sample. Does not throw: what fails is an outcome. */
export async function examineCase(examined: Case, how: CaseSettings, signal: AbortSignal): Promise<Outcome> {
  const { depth, policy, backend, tests = true } = how;
  const isTested = depth !== 'quick' && tests && examined.tests !== undefined;
  const source = isTested ? withTests(examined) : examined.code;
  const started = performance.now();
  try {
    const settings = { depth, policy, signal, ...(backend !== undefined && { backend }) };
    const report = await check(sampleOfSource(source, examined.language), settings);
    const ms = Math.round((performance.now() - started) * 100) / 100;
    const { decision, risk, reasons } = report.verdict;
    const strength = strengthOf(report.findings.filter(({ status }) => status === 'open'));
    return { ...placeOf(examined), decision, risk, strength, reasons, ms, ...seen(report, isTested) };
  } catch (error) {
    return { ...placeOf(examined), reason: error instanceof Error ? error.message : String(error) };
  }
}

function seen({ runs: [first], coverage }: Report, isTested: boolean): Pick<Scored, 'sites' | 'tests'> {
  if (first === undefined) return {};
  const passed = first.status === 'exited' && first.exitCode === 0;
  return { sites: coverage.sites, ...(isTested && { tests: passed ? 'passed' : 'failed' }) };
}
