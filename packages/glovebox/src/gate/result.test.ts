import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { gateJsonSchema } from './result.ts';

it('the published schema is the one the types have (node scripts/generate-schema.ts writes it)', () => {
  const published = readFileSync(new URL('../../../../docs/gate.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(gateJsonSchema())));
});
