import { z } from 'zod';
import { sourceSchema } from '../event.ts';

/** A decoy credential: whoever uses it says where it was found. */
export interface Canary {
  /** What a report calls it: `aws-credentials`. */
  readonly name: string;
  readonly kind: 'file' | 'variable';
  /** Path of the file, or the name of the variable. */
  readonly place: string;
  /** What cannot be known without having read it; each at least 16 bytes, and drawn for this one run. */
  readonly secrets: readonly Uint8Array[];
  /** Hosts it would be given to by whoever uses it as it is meant. */
  readonly meantFor: readonly string[];
}

/** Ways out of a program, and ways of putting something aside. */
export const CHANNELS = ['network', 'dns', 'url', 'http', 'argv', 'file', 'file-name', 'stdout', 'stderr'] as const;
export type Channel = (typeof CHANNELS)[number];

/** A canary that was found where it went. */
export const leakSchema = z.object({
  canary: z.string(),
  channel: z.enum(CHANNELS),
  /** Host and port, a name, a path, a program; hostile, escape before showing. */
  place: z.string(),
  /** How it was written, the outermost first: `["base64", "gzip"]`; empty is as it is. */
  encoding: z.array(z.string()),
  /** How many sends it came in, where it was split. */
  pieces: z.number().int().min(2).optional(),
  /** It went where such a credential is meant to go. */
  meant: z.literal(true).optional(),
  /** Line that let it go; where nobody told one, the line that read it. */
  source: sourceSchema.optional(),
  /** Ids of the events, in order: it was read, it went. */
  steps: z.array(z.string()),
});
export type Leak = z.infer<typeof leakSchema>;

/** Which canaries were laid out in a run, and what became of them. Their values are in no report. */
export const canaryReportSchema = z.object({
  placed: z.array(z.object({ name: z.string(), kind: z.enum(['file', 'variable']), place: z.string() })),
  /** What this backend or these limits leave no room for. */
  omitted: z.array(z.object({ kind: z.enum(['file', 'variable']), reason: z.string() })),
  leaks: z.array(leakSchema),
  /** There was more than is searched. */
  incomplete: z.literal(true).optional(),
});
export type CanaryReport = z.infer<typeof canaryReportSchema>;
