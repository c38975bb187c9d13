import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';

export const OBSERVERS = ['kernel', 'interpreter', 'network', 'files', 'limits'] as const;
export type Observer = (typeof OBSERVERS)[number];

export const OUTCOMES = ['allowed', 'denied', 'emulated'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const sourceSchema = z.object({ file: z.string(), line: z.number().int().positive() });
export type Source = z.infer<typeof sourceSchema>;

/** An action seen while running. */
export const eventSchema = z.object({
  id: z.string().regex(/^event:\d+$/),
  /** Milliseconds since the sample's first instruction. */
  atMs: z.number(),
  capability: z.enum(CAPABILITIES),
  /** What was called: the system call (`openat`) for kernel events, the audited operation (`os.system`) for interpreter events. */
  operation: z.string(),
  /** Path, `host:port`, command line, signal target … as text; hostile, escape before showing. */
  target: z.string(),
  outcome: z.enum(OUTCOMES),
  observer: z.enum(OBSERVERS),
  process: z.object({ pid: z.number().int(), command: z.string() }),
  source: sourceSchema.optional(),
  /** How often the same action was repeated in a row; absent means once. */
  count: z.number().int().positive().optional(),
  /** Of a call that the agent made after the program, by its own word: a hint. */
  exercised: z.literal(true).optional(),
  /** Of a run whose conditions were rewritten to get there. */
  forced: z.literal(true).optional(),
  /** A kernel event that no interpreter event explains. */
  unexplained: z.literal(true).optional(),
  /** Further facts by name: `flags`, `bytes`, `mode`, `code` (what was evaluated, bounded) … */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
/** Something the sample did while it ran: capability, target, outcome, milliseconds since its start, and who saw it. The target is hostile text. */
export type Event = z.infer<typeof eventSchema>;
