import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
/** How much a finding weighs in the risk: 10, 30, 50 or 100. */
export type Severity = (typeof SEVERITIES)[number];

/** Weight of a severity in the 0–100 risk, as the field's guides count it. */
export const SEVERITY_RISK: Record<Severity, number> = { low: 10, medium: 30, high: 50, critical: 100 };

const stepSchema = z.object({
  /** What happened, in a few words, and to what. */
  what: z.string(),
  /** Ids of the event and of its run. */
  event: z.string(),
  run: z.string(),
  atMs: z.number(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** What joins it to an earlier step; absent for the first. */
  link: z.string().optional(),
});

export const findingSchema = z.object({
  rule: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  capability: z.enum(CAPABILITIES).optional(),
  /** The decisive place first. */
  locations: z.array(z.object({ file: z.string(), line: z.number().int().positive() })),
  /** Ids of sites, flows, events, runs and captured code: `site:3`, `flow:1`, `event:7`, `code:2`. */
  evidence: z.array(z.string()),
  /** What happened or could happen, in one or two sentences; may quote hostile text, escape before showing. */
  message: z.string(),
  /** Of a chain: what was seen, in the order of time; text in it is hostile, escape before showing. */
  steps: z.array(stepSchema).optional(),
  remedy: z.string(),
  cwe: z.array(z.string()).optional(),
  attack: z.array(z.string()).optional(),
  status: z.enum(['open', 'overridden']),
  /** Why what the source says may not come to be: no run reached it, or what it acts on is no constant. Absent where a run showed it. */
  doubt: z.enum(['unreached', 'unresolved']).optional(),
  /** What tells it from every other one, 32 hex digits: stays when lines move, changes when what is done changes. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** The same of what is written alone: the rule, the lines, what they call and what their values are made of. */
  written: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** What was seen of it, `capability target` each, with `*` for what chance names; hostile, escape before showing. */
  seen: z.array(z.string()).optional(),
  /** Who accepted it, and why and until when; absent where nobody did. A policy's permits name nobody. */
  override: z
    .object({
      id: z.string(),
      /** Name of the key's owner, as the list of trusted keys has it. */
      by: z.string(),
      reason: z.string(),
      /** ISO date-time. */
      expires: z.string(),
    })
    .optional(),
});
/** A rule that matched, with its evidence in the same report and what to do about it. */
export type Finding = z.infer<typeof findingSchema>;

export const DECISIONS = ['allow', 'review', 'block'] as const;
/** What to do with the code, from the mildest to the strictest: `allow`, `review`, `block`. */
export type Decision = (typeof DECISIONS)[number];

export const verdictSchema = z.object({
  decision: z.enum(DECISIONS),
  risk: z.number().int().min(0).max(100),
  /** Rule ids, the weightiest first. */
  reasons: z.array(z.string()),
  /** What would have to change for a lower decision, a sentence each; names files, escape before showing. Absent for `allow`. */
  lower: z.array(z.string()).optional(),
});
/** The decision, the risk of 0 to 100 behind it, and the rules that are its reasons. */
export type Verdict = z.infer<typeof verdictSchema>;
