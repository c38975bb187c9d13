import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import { DECISIONS, findingSchema, verdictSchema } from '../judge/finding.ts';
import { LANGUAGES } from '../sample/sample.ts';

/** What of a program's behaviour a change can add or take away. */
export const ENTRY_KINDS = ['capability', 'host', 'file', 'command', 'package', 'environment', 'policy'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const entrySchema = z.object({
  kind: z.enum(ENTRY_KINDS),
  capability: z.enum(CAPABILITIES).optional(),
  /** Host, path, command, package, name of a variable or, of a policy, what changed; hostile, escape before showing. */
  target: z.string(),
  /** Name of the unit that does it; of a policy, the file. */
  unit: z.string(),
  /** Path in the repository, at head for what is added, at base for what is removed. */
  file: z.string(),
  /** From 1. */
  line: z.number().int().positive(),
  /** Whether a run did it; `false` where only the source says so. */
  seen: z.boolean(),
});
export type Entry = z.infer<typeof entrySchema>;

/** Why a gate asks for a person although no rule found anything. A closed set. */
export const CONCERN_KINDS = ['not-examined', 'out-of-time', 'ran-less', 'read-only', 'gate-changed'] as const;
export type ConcernKind = (typeof CONCERN_KINDS)[number];

export const concernSchema = z.object({
  kind: z.enum(CONCERN_KINDS),
  /** One sentence; may quote hostile text, escape before showing. */
  message: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  file: z.string().optional(),
  unit: z.string().optional(),
});
export type Concern = z.infer<typeof concernSchema>;

export const gateFindingSchema = findingSchema.extend({
  /** Name of the unit it was found in. */
  unit: z.string(),
  /** Whether it came with the change, or is worse since: `false` for what was there before, which counts for nothing here. */
  introduced: z.boolean(),
  /** What is written on the decisive line, at most 200 characters; hostile, escape before showing. */
  excerpt: z.string().optional(),
});
export type GateFinding = z.infer<typeof gateFindingSchema>;

export const AUTHORS = ['model', 'human', 'unknown'] as const;
export type Author = (typeof AUTHORS)[number];

export const provenanceSchema = z.object({
  author: z.enum(AUTHORS),
  /** What says so, and where that stands: `Co-authored-by: Claude` in `commit 1a2b3c4`. Hostile, escape before showing. */
  reasons: z.array(z.object({ what: z.string(), where: z.string() })),
});
export type Provenance = z.infer<typeof provenanceSchema>;

export const unitResultSchema = z.object({
  name: z.string(),
  /** What it was made from: a program, a notebook's cells, a shell line of a CI file … */
  kind: z.string(),
  language: z.enum(LANGUAGES),
  files: z.array(z.string()),
  decision: z.enum(DECISIONS),
  /** What it was before the change; absent where it was not there, or not asked for. */
  baseDecision: z.enum(DECISIONS).optional(),
  risk: z.number().int().min(0).max(100),
  /** How far it was examined. */
  depth: z.enum(['quick', 'standard', 'deep']),
  ms: z.number(),
  cached: z.boolean(),
});
export type UnitResult = z.infer<typeof unitResultSchema>;

/** What a change does that its base does not, and what follows. Fields may be added; a meaning never changes within `glovebox.gate/1`. */
export const gateSchema = z.object({
  schema: z.literal('glovebox.gate/1'),
  base: z.object({ ref: z.string(), commit: z.string() }),
  /** `commit` is `staged` where the index is what was examined. */
  head: z.object({ ref: z.string(), commit: z.string() }),
  /** Over what the change introduced; `reasons` are rules and kinds of concerns, the weightiest first. */
  verdict: verdictSchema,
  provenance: provenanceSchema,
  changes: z.object({
    /** Files that the change adds, edits, renames or deletes. */
    files: z.number().int().nonnegative(),
    /** Of them, those that a unit examined. */
    examined: z.number().int().nonnegative(),
    skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
  }),
  difference: z.object({
    added: z.array(entrySchema),
    removed: z.array(entrySchema),
    /** Entries beyond what is listed, by the bound of the result; absent where there are none. */
    omitted: z.number().int().positive().optional(),
  }),
  concerns: z.array(concernSchema),
  /** What is good to know and asks for nothing: a file made by a tool, an expression that was kept inert. Hostile, escape before showing. */
  notes: z.array(z.object({ message: z.string(), file: z.string().optional() })),
  /** Those the change brought first; of those that were there before, at most 200. */
  findings: z.array(gateFindingSchema),
  /** Findings that were there before, all of them counted. */
  inherited: z.number().int().nonnegative(),
  units: z.array(unitResultSchema),
  engine: z.object({ version: z.string(), policy: z.string() }),
  timings: z.object({ totalMs: z.number() }),
});
export type GateResult = z.infer<typeof gateSchema>;

/** The JSON Schema of `glovebox.gate/1`, from the same source as the types. */
export function gateJsonSchema(): object {
  return {
    title: 'glovebox.gate/1',
    description:
      'What a change does that its base does not, and the decision. Strings of the change’s are hostile text.',
    ...z.toJSONSchema(gateSchema, { target: 'draft-2020-12', io: 'output' }),
  };
}
