import type { GateFinding, GateResult } from '../../glovebox/src/gate/result.ts';

export function finding(told: Partial<GateFinding> = {}): GateFinding {
  return {
    rule: 'secret-sent',
    severity: 'critical',
    title: 'Sends stored credentials away',
    message: 'What it reads goes out.',
    remedy: 'Do not merge it.',
    locations: [{ file: 'a.py', line: 3 }],
    evidence: [],
    status: 'open',
    unit: 'a.py',
    introduced: true,
    ...told,
  };
}

/** A result as the gate writes one. */
export function result(told: Partial<GateResult> = {}): GateResult {
  return {
    schema: 'glovebox.gate/1',
    base: { ref: 'main', commit: 'a'.repeat(40) },
    head: { ref: 'HEAD', commit: 'b'.repeat(40) },
    verdict: { decision: 'block', risk: 100, reasons: ['secret-sent'] },
    provenance: { author: 'unknown', reasons: [] },
    changes: { files: 1, examined: 1, skipped: [] },
    difference: { added: [], removed: [] },
    concerns: [],
    notes: [],
    findings: [finding()],
    inherited: 0,
    units: [
      {
        name: 'a.py',
        kind: 'program',
        language: 'python',
        files: ['a.py'],
        decision: 'block',
        risk: 100,
        depth: 'standard',
        ms: 12,
        cached: false,
      },
    ],
    engine: { version: '0.1.0', policy: 'sha256:' },
    timings: { totalMs: 20 },
    ...told,
  };
}
