import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';

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
  /** Whether a run reached it; absent where nothing ran. */
  executed: z.boolean().optional(),
});
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

/** What inspection of a whole sample found. */
export interface Inspection {
  readonly sites: readonly Site[];
  readonly problems: readonly SyntaxProblem[];
  readonly suppressions: readonly Suppression[];
  /** Files that were not inspected, with the reason (`too large`, `no grammar for .rb` …). */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Lines that hold something to execute, from 1 and in order, by file; absent where nothing counted them. */
  readonly executableLines?: Readonly<Record<string, readonly number[]>>;
  readonly durationMs: number;
}
