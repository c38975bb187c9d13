import { z } from 'zod';

/** Longest text of a condition: it comes from the sample's own source. */
const text = z.string().max(2_000);

const linesOfFile = z.object({ file: text, lines: z.array(z.number().int().positive()) });

/** What a program asks that nobody has a good reason to make its acts depend on. */
export const ASKED = ['clock', 'user', 'host', 'chance', 'terminal', 'system', 'watched'] as const;

/** What was different about a run; whatever is absent was as always. */
export const conditionsSchema = z.object({
  /** What the clock said at the start, as an ISO date; null is the real time. */
  clock: z.string().nullable(),
  /** Waits ended at once, and the clock moved on by as much. */
  waits: z.literal('skipped').optional(),
  environment: z.record(z.string(), text).optional(),
  arguments: z.array(text).optional(),
  stdin: text.optional(),
  /** Files that were there at the start, content by absolute path. */
  files: z.record(z.string(), text).optional(),
  /** Name of the user; `root` has the id 0 as far as the program can tell. */
  user: text.optional(),
  host: text.optional(),
  /** Name of the operating system, as `uname` says it: `Windows`, `Darwin`. */
  system: text.optional(),
  /** The three standard streams pass for a terminal. */
  terminal: z.literal(true).optional(),
  /** What random numbers came out as: the least or the greatest there is, or this number wherever it is possible. */
  random: z.union([z.enum(['least', 'greatest']), z.number()]).optional(),
  /** Conditions were rewritten, so that lines are reached that no other run got to. */
  forced: z
    .object({
      /** Lines of what was decided for the program. */
      at: z.array(linesOfFile),
      /** Lines that it was to get to. */
      reach: z.array(linesOfFile),
      /** What the rewritten conditions ask, as far as it is one of these; all of them do where there is any. */
      asks: z.array(z.enum(ASKED)),
    })
    .optional(),
  /** After the program, its functions were called with inputs that grow. */
  scaled: z.literal(true).optional(),
  /** After the program, what it defines was called, each function at most so often. */
  exercise: z.number().int().min(1).max(200).optional(),
});
export type Conditions = z.infer<typeof conditionsSchema>;

/**
 * A run that was forced past ordinary conditions: a check of its arguments, an error. It does what the program might never do,
 * and so is believed only where that is bad whatever led there.
 */
export function isForcedApart({ forced }: Conditions): boolean {
  return forced !== undefined && forced.asks.length === 0;
}

/** Whether anything was different. */
export function isExplored(conditions: Conditions): boolean {
  return Object.entries(conditions).some(([name, value]) => name !== 'clock' && value !== undefined);
}
