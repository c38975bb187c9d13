import { check } from '../../packages/glovebox/src/examine/examine.ts';
import type { Report } from '../../packages/glovebox/src/report/report.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import type { TriggerProgram } from './program.ts';

type Decision = Report['verdict']['decision'];

/** What became of a program and of its harmless twin at depth deep. */
export interface Measured {
  readonly program: TriggerProgram;
  /** Where the payload's event was seen: by itself, only where a condition was rewritten, or in no run. */
  readonly executed: 'yes' | 'forced' | 'no';
  readonly decision: Decision;
  /** The gravest finding's rule. */
  readonly finding: string;
  readonly seconds: number;
  readonly twin: Decision;
  readonly twinReasons: readonly string[];
}

/** Runs both in the jail, one after the other. */
export async function measure(program: TriggerProgram): Promise<Measured> {
  const { language, entry, policy, armed, twin } = program;
  const examined = (code: string) =>
    check(sampleOfSource(code, language, { entry }), { policy, depth: 'deep', backend: 'jail' });
  const started = performance.now();
  const report = await examined(armed);
  const seconds = (performance.now() - started) / 1000;
  const harmless = await examined(twin);
  return {
    program,
    executed: executedIn(report, program),
    decision: report.verdict.decision,
    finding: report.verdict.reasons[0] ?? '–',
    seconds,
    twin: harmless.verdict.decision,
    twinReasons: harmless.verdict.reasons,
  };
}

/** Only what an observer outside the program saw counts. */
function executedIn({ runs }: Report, { shown }: TriggerProgram): Measured['executed'] {
  const showing = runs.filter(({ events }) =>
    events.some(
      ({ observer, capability, target }) =>
        observer !== 'interpreter' && capability === shown.capability && target.includes(shown.target),
    ),
  );
  if (showing.length === 0) return 'no';
  return showing.every(({ conditions }) => 'forced' in conditions) ? 'forced' : 'yes';
}
