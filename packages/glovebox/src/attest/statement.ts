import { z } from 'zod';
import { DECISIONS, SEVERITIES } from '../judge/finding.ts';
import { LANGUAGES } from '../sample/sample.ts';
import { runSchema } from '../sandbox/run.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What is said about the subjects: that Glovebox examined them, under which policy, how, and what it decided. */
export const PREDICATE_TYPE = 'https://glovebox.dev/attestation/verdict/v1';
/** The subject that is all examined files together. */
export const WHOLE = '.';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const coverage = z.strictObject({ found: z.number().int(), executed: z.number().int() });

/** A file, all of them (`dirHash`), or an image that was built of them. Three shapes, so that none passes for another. */
const subjectSchema = z.union([
  z.strictObject({ name: z.string(), digest: z.strictObject({ sha256 }) }),
  z.strictObject({ name: z.literal(WHOLE), digest: z.strictObject({ dirHash: sha256 }) }),
  z.strictObject({ name: z.string(), uri: z.string().startsWith('oci://'), digest: z.strictObject({ sha256 }) }),
]);
export type Subject = z.infer<typeof subjectSchema>;

const predicateSchema = z.strictObject({
  sample: z.strictObject({ id: z.string(), language: z.enum(LANGUAGES), entry: z.string() }),
  decision: z.enum(DECISIONS),
  /** 0–100. */
  risk: z.number().int().min(0).max(100),
  reasons: z.array(z.string()),
  /** How many are open, by severity, and how many were accepted by somebody. */
  findings: z.strictObject({
    ...(Object.fromEntries(SEVERITIES.map((name) => [name, z.number().int()])) as Record<
      (typeof SEVERITIES)[number],
      z.ZodNumber
    >),
    overridden: z.number().int(),
  }),
  /** Exceptions that this verdict rests on; when one expires, so does the verdict. */
  overrides: z.array(
    z.strictObject({ id: z.string(), rule: z.string(), by: z.string(), reason: z.string(), expires: time }),
  ),
  depth: z.enum(['quick', 'standard', 'deep']),
  policy: z.strictObject({ name: z.string(), digest: z.strictObject({ sha256 }) }),
  /** The digest is of its code, and absent where a stored report was signed. */
  engine: z.strictObject({ version: z.string(), digest: z.strictObject({ sha256 }).optional() }),
  /** Each way of isolation that was used, as probed from inside. */
  isolation: z.array(
    z.strictObject({ backend: runSchema.shape.backend, runs: z.number().int(), probed: runSchema.shape.isolation }),
  ),
  coverage: z.strictObject({
    sites: coverage,
    lines: z.strictObject({ executable: z.number().int(), executed: z.number().int() }),
  }),
  /** What lay beside the files and was not examined; it must be the same again. */
  unexamined: z.array(
    z.strictObject({ path: z.string(), reason: z.string(), digest: z.strictObject({ dirHash: sha256 }) }),
  ),
  examinedAt: time,
  attestedAt: time,
});
export type Predicate = z.infer<typeof predicateSchema>;

/** An in-toto Statement v1 with our predicate. Strict: a field that we do not know could be one that changes the meaning. */
export const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(subjectSchema).min(1),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: predicateSchema,
});
export type Statement = z.infer<typeof statementSchema>;
