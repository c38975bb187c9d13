import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BACKENDS_PAGE, backendsPage } from './generate-backends.ts';

it('the page on backends is the one their shortfalls make (node scripts/generate-backends.ts writes it)', () => {
  expect(readFileSync(BACKENDS_PAGE, 'utf8')).toBe(backendsPage());
});
