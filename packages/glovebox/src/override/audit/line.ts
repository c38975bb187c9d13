import { z } from 'zod';
import { digestOf } from '../../canonical-json.ts';
import type { Signer } from '../../signing/signer.ts';
import { statementOf } from '../statement.ts';

/** What is written down: that an override was added or taken away, or that a key was trusted. */
export const ACTS = ['add', 'remove', 'trust'] as const;
export type Act = (typeof ACTS)[number];

/** One line of `.glovebox/audit.jsonl`. Every field but the signature is signed; the next line holds the hash of all of it. */
export const auditLineSchema = z.strictObject({
  /** From 1, without gaps. */
  sequence: z.number().int().positive(),
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  /** Name of the key's owner. */
  actor: z.string(),
  act: z.enum(ACTS),
  /** Id of the override; of a key that was trusted, the name it was trusted by. */
  subject: z.string(),
  /** `sha256:…` of what was added; the key's own id where one was trusted. */
  digest: z.string(),
  /** `sha256:…` of the line before; of the first one {@link BEGINNING}. */
  previous: z.string(),
  key: z.string(),
  signature: z.string(),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

export const BEGINNING = 'sha256:0';

/** Where the log has come to; signed, and kept apart from it, so that a log that was cut is told. */
export const headSchema = z.strictObject({
  sequence: z.number().int().nonnegative(),
  hash: z.string(),
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  key: z.string(),
  signature: z.string(),
});
export type AuditHead = z.infer<typeof headSchema>;

export function signedLine(fields: Omit<AuditLine, 'key' | 'signature'>, signer: Signer): AuditLine {
  const line = { ...fields, key: signer.keyId };
  return { ...line, signature: base64(signer.sign(statementOf('audit', line))) };
}

/** The head of a log that ends with a line. */
export function signedHead(last: AuditLine, signer: Signer): AuditHead {
  const head = { sequence: last.sequence, hash: digestOf(last), at: last.at, key: signer.keyId };
  return { ...head, signature: base64(signer.sign(statementOf('audit-head', head))) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
