import { expect, it } from 'vitest';
import { readProgram } from '../evasion/program.ts';
import { readPrograms } from './program.ts';

const PROGRAMS = readPrograms();

it('there are twenty in each of three languages', () => {
  const counts = [...Map.groupBy(PROGRAMS, ({ language }) => language)].map(([name, group]) => [name, group.length]);
  expect(counts).toEqual([
    ['python', 20],
    ['javascript', 20],
    ['bash', 20],
  ]);
});

it.each(PROGRAMS)('$id: both are whole programs, and differ', async ({ language, armed, twin, kind, shown }) => {
  expect(armed).not.toBe(twin);
  expect([kind, shown.target]).not.toContain('');
  for (const program of [armed, twin]) {
    expect(program).not.toContain('§');
    // The grammar does not know a file opened both ways, which shells do.
    expect(await readProgram(language, program.replace('<>', '<'))).toBeDefined();
  }
});
