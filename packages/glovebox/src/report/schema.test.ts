import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { VERSION } from '../version.ts';
import { reportJsonSchema } from './schema.ts';

it('the published schema is the one the types have (node scripts/generate-schema.ts writes it)', () => {
  const published = readFileSync(new URL('../../../../docs/report.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
});

it('reports name the version of the package', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(VERSION).toBe(JSON.parse(manifest).version);
});
