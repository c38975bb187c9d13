import { z } from 'zod';

/** What all processes of a run used together at one moment, as counted from outside. */
export const pointSchema = z.object({
  atMs: z.number(),
  /** Memory of their own: what lies in files can be had back. */
  memoryBytes: z.number(),
  processes: z.number().int(),
  /** Open descriptors. */
  descriptors: z.number().int(),
  /** Bytes since the first point, by read and write calls of whatever kind. */
  readBytes: z.number(),
  writtenBytes: z.number(),
  /** What is in the writable places. */
  diskBytes: z.number(),
});
export type Point = z.infer<typeof pointSchema>;
