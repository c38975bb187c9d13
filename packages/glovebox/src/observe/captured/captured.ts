import { z } from 'zod';
import { sourceSchema } from '../event.ts';

/** What can be inspected; code in another language is kept for whoever reads the report. */
const LANGUAGES = ['python', 'javascript', 'typescript', 'bash', 'other'] as const;
export type CodeLanguage = (typeof LANGUAGES)[number];

/**
 * How code came to an interpreter: as a text that a running one evaluates, as an argument of one that is started, on the input of
 * one, or in a file that the sample made while it ran.
 */
const WAYS = ['evaluated', 'argument', 'input', 'file'] as const;
export type Way = (typeof WAYS)[number];

/** Code that reached an interpreter while the sample ran. */
export const capturedSchema = z.object({
  id: z.string().regex(/^code:\d+$/),
  language: z.enum(LANGUAGES),
  how: z.enum(WAYS),
  /** What was given it: `exec`, `vm.runInContext`, `bash`. */
  by: z.string(),
  /** Hostile text, at most 65,536 characters: escape before showing. */
  code: z.string(),
  /** Only the beginning was kept. */
  truncated: z.literal(true).optional(),
  /** Where it lay, as the program named it. */
  path: z.string().optional(),
  /** The line of the sample's that led there, where that is known. */
  source: sourceSchema.optional(),
  /** The event that says so. */
  event: z.string().optional(),
  /** In a call that the agent made after the program, by its own word. */
  exercised: z.literal(true).optional(),
});
export type Captured = z.infer<typeof capturedSchema>;
