import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import { type Event, OUTCOMES } from '../observe/event.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { named } from './untrusted.ts';

/** What was seen happening; targets and file names are the sample's. */
export const actsSchema = z.array(
  z.object({
    capability: z.enum(CAPABILITIES),
    target: z.string(),
    outcome: z.enum(OUTCOMES),
    file: z.string().optional(),
    line: z.number().int().optional(),
    times: z.number().int(),
  }),
);
export type Acts = z.infer<typeof actsSchema>;

/** By the kernel where it looked, each act once: an interpreter's word for the same thing would be there twice. */
export function actsOf(events: readonly Event[]): Acts {
  const watched = events.some(({ observer }) => observer === 'kernel');
  const acts = new Map<string, Acts[number]>();
  for (const { capability, target, outcome, observer, source, count = 1 } of events) {
    if (capability === 'code.import' || (watched && observer === 'interpreter' && capability !== 'code.eval')) continue;
    const key = `${capability} ${outcome} ${source?.file}:${source?.line} ${target}`;
    const known = acts.get(key);
    if (known !== undefined) known.times += count;
    else if (acts.size < MCP_BOUNDS.items)
      acts.set(key, {
        capability,
        target: named(target),
        outcome,
        ...(source !== undefined && { file: named(source.file), line: source.line }),
        times: count,
      });
  }
  return [...acts.values()];
}
