import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import type { Site } from '../inspect/site.ts';
import type { Run } from '../sandbox/run.ts';

/** A site that no run reached, whatever was changed or forced. */
export const unreachedSchema = z.object({
  file: z.string(),
  line: z.number().int().positive(),
  capability: z.enum(CAPABILITIES),
  reason: z.string(),
});
type Unreached = z.infer<typeof unreachedSchema>;

const MOST = 200;

/** Of a site that more time might have reached. */
export const OUT_OF_BUDGET = 'the budget of the exploration was over before it was tried';

/** What an exploration left over, and why, as far as its runs tell. */
export function unreachedIn(sites: readonly Site[], runs: readonly Run[]): { unreached?: Unreached[] } {
  if (runs.length < 2) return {};
  const unreached = sites
    .filter(({ executed }) => executed !== true)
    .slice(0, MOST)
    .map((site) => ({ file: site.file, line: site.line, capability: site.capability, reason: reasonFor(site, runs) }));
  return unreached.length === 0 ? {} : { unreached };
}

function reasonFor(site: Site, runs: readonly Run[]): string {
  if (site.inner !== undefined) return 'the code that holds it was not seen being run';
  const tries = runs.filter(({ conditions }) =>
    conditions.forced?.reach.some(({ file, lines }) => file === site.file && lines.includes(site.line)),
  );
  const last = tries.at(-1);
  if (last === undefined) return OUT_OF_BUDGET;
  if (last.status === 'timed-out') return 'the run that was to reach it was still waiting when its time was over';
  if (last.status !== 'exited')
    return `the run that was to reach it ended before: ${last.limit ?? last.signal ?? last.status}`;
  const ran = tries.flatMap(({ lines = [] }) => lines).filter(({ file }) => file === site.file);
  if (ran.length > 0 && ran.every(({ executed }) => executed.length === 0)) return 'the file it is in was never run';
  if (site.within !== undefined) return `nothing called ${site.within}, or it failed on the way`;
  return 'the program failed or ended on the way';
}
