import { check, type Depth } from '../examine/examine.ts';
import type { Policy } from '../policy/policy.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { Case } from './corpus.ts';
import type { Outcome } from './scored.ts';

/** How every sample of an evaluation is examined. */
export interface CaseSettings {
  readonly depth: Depth;
  readonly policy: Policy;
  readonly backend?: BackendName;
}

/** Examines one labelled sample. Does not throw: what fails is an outcome. */
export async function examineCase({ code, ...known }: Case, how: CaseSettings, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  try {
    const { verdict } = await check(sampleOfSource(code, known.language), { ...how, signal });
    const ms = Math.round((performance.now() - started) * 100) / 100;
    return { ...known, decision: verdict.decision, risk: verdict.risk, reasons: verdict.reasons, ms };
  } catch (error) {
    return { ...known, reason: error instanceof Error ? error.message : String(error) };
  }
}
