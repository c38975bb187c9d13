import { z } from 'zod';
import { SEVERITIES } from '../judge/finding.ts';

const digest = z.string().regex(/^[0-9a-f]{32}$/);
/** UTC, to the second. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'is no time such as 2026-11-25T10:00:00Z');

/** A person's accepted exception to one finding, as it stands in `.glovebox/overrides.yaml`. Every field but the signature is signed. */
export const overrideSchema = z.strictObject({
  id: z.string().regex(/^ov-[0-9a-f]{12}$/),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  /** Where it stood when it was accepted, from the folder that holds `.glovebox`; `/` divides. */
  file: z.string().min(1),
  /** The line as it was written, for whoever reviews it; hostile. */
  line: z.string().max(200),
  /** The finding's, all three. */
  fingerprint: digest,
  written: digest,
  seen: z.array(z.string()).max(60),
  /** `file`: there alone; `repository`: wherever it is found; or a pattern of paths, with `*`, `**` and `?`. */
  scope: z.string().min(1).max(300),
  /** Why it is accepted. */
  reason: z.string().max(2_000),
  /** Name of the key's owner, as the list of trusted keys has it. */
  by: z.string(),
  created: time,
  expires: time,
  /** `SHA256:…` */
  key: z.string(),
  /** Base64. */
  signature: z.string().max(4_000),
});
export type Override = z.infer<typeof overrideSchema>;

/** Why an override does nothing. A closed set: each has its sentence. */
export const IGNORED_REASONS = [
  'malformed',
  'no-reason',
  'expired',
  'too-long',
  'bad-signature',
  'unknown-key',
  'revoked-key',
  'expired-key',
  'other-signer',
  'duplicate',
  'not-logged',
  'removed',
  'log-broken',
  'clock-behind',
  'out-of-scope',
  'more-seen',
  'no-match',
] as const;
export type IgnoredReason = (typeof IGNORED_REASONS)[number];

export const ignoredSchema = z.object({
  /** `ov-…`, or the file's name where nothing of it counts. */
  id: z.string(),
  reason: z.enum(IGNORED_REASONS),
  /** In a sentence; may quote hostile text, escape before showing. */
  message: z.string(),
});
export type Ignored = z.infer<typeof ignoredSchema>;

/** What came of the overrides that concern a sample. */
export const overridesOutcomeSchema = z.object({
  /** Each with the finding it lifts. */
  applied: z.array(z.object({ id: z.string(), fingerprint: digest })),
  ignored: z.array(ignoredSchema),
});
export type OverridesOutcome = z.infer<typeof overridesOutcomeSchema>;

/** An accepted exception is no licence for ever. */
export const MOST_DAYS = 366;
/** Fewer words give no reason. */
const LEAST_WORDS = 3;

export function isReason(text: string): boolean {
  return (text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu) ?? []).length >= LEAST_WORDS;
}
