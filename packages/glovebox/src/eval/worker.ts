/** One process of an evaluation: examines what it is sent, one sample after another. */
import { attend } from '../examine/attend.ts';
import type { Case } from './corpus.ts';
import { type CaseSettings, examineCase } from './examine.ts';
import type { Outcome } from './scored.ts';

export interface Asked {
  readonly examine: Case;
  readonly how: CaseSettings;
}

attend<Asked, Outcome>(({ examine, how }, signal) => examineCase(examine, how, signal));
