/** What signatures here are for: the bytes begin with it, so that one for an override is none for a line of the log. */
export type Purpose = 'override' | 'audit' | 'audit-head';

/** The bytes that are signed: the purpose, and every field but the signature as canonical JSON. */
export function statementOf(purpose: Purpose, fields: object): Buffer {
  const { signature: _, ...signed } = fields as { signature?: unknown };
  return Buffer.from(`glovebox-${purpose}/1\n${canonicalJson(signed)}`);
}

/** JSON with keys in order and nothing between: one text for one value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
