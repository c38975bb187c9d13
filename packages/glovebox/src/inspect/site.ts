import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import type { Mark } from './marks/mark.ts';

/** One layer of code inside code: what an outer place hands to an interpreter, and where inside of it one goes on reading. */
export const unwrappedSchema = z.object({
  /** What reads the code: a language, or `pickle` for its opcodes. */
  language: z.enum(['python', 'javascript', 'typescript', 'bash', 'pickle']),
  /** The callee that is given the code, as {@link siteSchema} names callees: `exec`, `bash`. */
  by: z.string(),
  /** What turned data into this code, where something did: `base64.b64decode`. */
  decoder: z.string().optional(),
  /** The beginning of the code, at most 400 characters; hostile, escape before showing. */
  code: z.string(),
  /** Line of the code, from 1, that the next layer, or the site itself, is on. */
  line: z.number().int().positive(),
  /** What is written on that line, at most 200 characters; hostile, escape before showing. */
  text: z.string().optional(),
});
export type Unwrapped = z.infer<typeof unwrappedSchema>;

/** A place in the source where a capability is used, found without running anything. */
export const siteSchema = z.object({
  id: z.string().regex(/^site:\d+$/),
  capability: z.enum(CAPABILITIES),
  /** The callee after imports and aliases are resolved: `subprocess.run`, `child_process.exec`, `curl`. */
  callee: z.string(),
  /** What it acts on where the source says so as a constant: path, host, URL, command line, module name. */
  target: z.string().optional(),
  /** Constant arguments by position or name, where they are known. */
  arguments: z.record(z.string(), z.string()).optional(),
  file: z.string(),
  /** From 1. */
  line: z.number().int().positive(),
  /** From 1. */
  column: z.number().int().positive(),
  /** Last line of the expression; equal to `line` for most. A call may be reported by the interpreter at any line in between. */
  endLine: z.number().int().positive(),
  /** Name of the function the site is in; absent at the top level. */
  within: z.string().optional(),
  /** Where the use stands in code that the file holds as data, the layers from the outside in. `file`, `line` and `column` are then the outer place. */
  inner: z.array(unwrappedSchema).optional(),
  /** Whether a run reached it; absent where nothing ran. */
  executed: z.boolean().optional(),
  /** Only where conditions were rewritten to get there. */
  forced: z.literal(true).optional(),
  /** Of inner code: what a run captured on its way to an interpreter, and that holds it. */
  captured: z
    .string()
    .regex(/^code:\d+$/)
    .optional(),
});
/** A place in the source where a capability is used, found without running. Its callee and target are hostile text. */
export type Site = z.infer<typeof siteSchema>;

/** Source that the grammar does not accept. */
export interface SyntaxProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A comment by which the sample's author asks a scanner to look away (`# nosec`, `eslint-disable` …). Reported, never obeyed. */
export interface Suppression {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** What data is where it enters a program. */
export const SOURCE_KINDS = [
  'secret',
  'environment',
  'outside-file',
  'user-input',
  'network-reply',
  'clock',
  'randomness',
  'host-name',
  'user-name',
] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Data followed from where it enters the program to a site that uses it, without running anything. */
export const flowSchema = z.object({
  id: z.string().regex(/^flow:\d+$/),
  from: z.enum(SOURCE_KINDS),
  /** What was read, as far as it is known: a path, the name of a variable, a URL. */
  source: z.string(),
  /** The site the data reaches; or the mark, by its place among the inspection's, from 1. */
  sink: z.string().regex(/^(site|mark):\d+$/),
  /** What it becomes there: what the site acts on (a command, code, a path, an address), what it hands over, or what it proves itself with. */
  part: z.enum(['target', 'content', 'credential']).optional(),
  /** The way it took, the source first and the sink last; at most 20 steps. */
  steps: z.array(
    z.object({
      file: z.string(),
      line: z.number().int().positive(),
      /** What happens there, in a few words: `os.environ`, `assigned to token`, `returned by load`. */
      what: z.string(),
    }),
  ),
});
export type Flow = z.infer<typeof flowSchema>;

/** What is wrong with the sample's own words: they are written by an author who is not trusted. */
export const WORDING_KINDS = [
  'bidirectional',
  'invisible',
  'homoglyph',
  'off-screen',
  'misleading-name',
  'contradicting-comment',
  'addressed-to-model',
] as const;
export type WordingKind = (typeof WORDING_KINDS)[number];

export interface Wording {
  readonly kind: WordingKind;
  readonly file: string;
  readonly line: number;
  /** The words, hostile; or what they hide. */
  readonly text: string;
}

/** An import that no standard library, manifest or list of known packages explains. */
export interface UnknownPackage {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The popular package its name is a near miss of. */
  readonly near?: string;
}

/** What inspection of a whole sample found. */
export interface Inspection {
  readonly sites: readonly Site[];
  readonly problems: readonly SyntaxProblem[];
  readonly suppressions: readonly Suppression[];
  readonly flows: readonly Flow[];
  readonly wording: readonly Wording[];
  /** What uses no capability and still says something: weaknesses, and signs of concealment. */
  readonly marks?: readonly Mark[];
  readonly packages: readonly UnknownPackage[];
  /** Files that were not inspected, with the reason (`too large`, `no grammar for .rb` …). */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Lines that hold something to execute, from 1 and in order, by file; absent where nothing counted them. */
  readonly executableLines?: Readonly<Record<string, readonly number[]>>;
  readonly durationMs: number;
}
