import { neutralize } from '../report/neutralize.ts';
import type { Run } from '../sandbox/run.ts';
import { writeLog } from './output.ts';

/** Says on standard error that a run had lesser walls than the default, also with `--quiet`: never in silence. */
export async function tellFallback(run: Run | undefined): Promise<void> {
  if (run?.fallback === undefined) return;
  const { fallbackOf } = await import('../report/run.ts');
  await writeLog(`glovebox: ${neutralize(fallbackOf(run.fallback))} (--backend jail makes this an error)`);
}
