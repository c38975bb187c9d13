import { canonicalJson } from '../canonical-json.ts';

/** What signatures here are for: the bytes begin with it, so that one for an override is none for a line of the log. */
export type Purpose = 'override' | 'audit' | 'audit-head';

/** The bytes that are signed: the purpose, and every field but the signature as canonical JSON. */
export function statementOf(purpose: Purpose, fields: object): Buffer {
  const { signature: _, ...signed } = fields as { signature?: unknown };
  return Buffer.from(`glovebox-${purpose}/1\n${canonicalJson(signed)}`);
}
