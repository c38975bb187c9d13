import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { policyJsonSchema } from './json-schema.ts';

const published: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../../../docs/policy.schema.json', import.meta.url), 'utf8'),
);

describe('the schema that editors read', () => {
  it('is the one the checks have (node scripts/generate-schema.ts writes it)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  it('describes every key of the policy, of its limits and of its permits', () => {
    const { properties } = published as { properties: Record<string, Described> };
    const permits = properties.permit?.properties ?? {};
    for (const [name, { description }] of [...Object.entries(properties), ...Object.entries(permits)])
      expect(description, name).toMatch(/\w/);
    expect(Object.keys(permits)).toHaveLength(9);
  });

  it.each([
    ['depth: deep\npermit: { file.write: [./out/**] }\npaths: { "*.sh": { limits: hardened } }', true],
    ['depths: deep', false],
    ['limits: { wallMs: 0 }', false],
    ['paths: { "*.sh": { authors: { trusted: [a] } } }', false],
  ])('takes %j: %s', (text, isValid) => {
    const validate = new Ajv({ strict: false }).compile(published);
    expect(validate(parse(text))).toBe(isValid);
  });
});

interface Described {
  readonly description?: string;
  readonly properties?: Record<string, Described>;
}
