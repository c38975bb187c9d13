import { expect, it } from 'vitest';
import { readProgram } from '../evasion/program.ts';
import { TWINS } from './twins.ts';

it('there are more than two hundred, in three languages, each with a name of its own', () => {
  expect(TWINS.length).toBeGreaterThan(200);
  expect(new Set(TWINS.map(({ id }) => id)).size).toBe(TWINS.length);
  expect(new Set(TWINS.map(({ language }) => language))).toEqual(new Set(['python', 'javascript', 'bash']));
});

it.each(TWINS)('$id: both are whole programs, and differ', async ({ language, risky, twin }) => {
  expect(risky).not.toBe(twin);
  for (const program of [risky, twin]) {
    expect(program).not.toMatch(/§|undefined/);
    // The grammar does not know a file opened both ways, which shells do.
    expect(await readProgram(language, program.replace('<>', '<'))).toBeDefined();
  }
});
