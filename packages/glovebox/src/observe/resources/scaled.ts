import { z } from 'zod';

/** A function that was called with inputs that grow, or with one input many times over. */
export const scaledSchema = z.object({
  /** Hostile, escape before showing. */
  name: z.string(),
  file: z.string(),
  /** Where it is defined. */
  line: z.number().int().positive(),
  /** What its inputs were; or what it kept of each call: `descriptors`, or `memory` in KiB. */
  of: z.enum(['text', 'list', 'number', 'descriptors', 'memory']),
  /** Sizes of the inputs with the milliseconds of each call: what its agent says it cost, at most what passed outside; or what was kept. */
  points: z.array(z.object({ size: z.number().int(), ms: z.number() })),
  /** The last call was ended before it was done: it took longer than its milliseconds say. */
  cut: z.literal(true).optional(),
  /** When the last of it was told. */
  atMs: z.number(),
});
export type Scaled = z.infer<typeof scaledSchema>;
