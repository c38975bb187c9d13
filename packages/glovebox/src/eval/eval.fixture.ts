import type { Case, Label } from './corpus.ts';
import type { Scored } from './scored.ts';

export function caseOf(code: string, known: Partial<Case> = {}): Case {
  return { id: 'one', language: 'python', label: 'benign', category: 'plain', corpus: 'made', line: 1, code, ...known };
}

export function scoredAs(
  label: Label,
  decision: Scored['decision'],
  risk: number,
  known: Partial<Scored> = {},
): Scored {
  const place = { id: 'one', language: 'python', category: 'plain', corpus: 'made', line: 1 } as const;
  return { ...place, label, decision, risk, strength: risk, reasons: [], ms: 1, ...known };
}
