import { z } from 'zod';

/** A process of the run, under the id it has inside. */
export const processSchema = z.object({
  pid: z.number().int(),
  /** 1 is the sandbox itself, which also takes over whoever lost its parent. */
  parent: z.number().int(),
  /** The last name it was seen under; hostile, escape before showing. */
  command: z.string(),
});
export type Process = z.infer<typeof processSchema>;
