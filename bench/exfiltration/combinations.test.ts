import { expect, it } from 'vitest';
import { readProgram } from '../evasion/program.ts';
import { combinations } from './combinations.ts';

const COMBINATIONS = combinations(false);

it('every channel and every encoding has its turn, with a decoy and with an ordinary value', () => {
  for (const secret of [true, false]) {
    const some = COMBINATIONS.filter((one) => one.secret === secret);
    const all = combinations(true).filter((one) => one.secret === secret);
    const names = (of: typeof all, member: 'channel' | 'encoding') =>
      new Set(of.map((one) => `${one.language.language} ${one[member]}`));
    for (const member of ['channel', 'encoding'] as const) expect(names(some, member)).toEqual(names(all, member));
    expect(some.length).toBeGreaterThan(200);
  }
});

it('each is a whole program, and says at which line it sends', async () => {
  for (const { id, language, source, line } of COMBINATIONS) {
    expect([id, source.match(/\b(?:TEXT|BYTES|TEXT_IS|TEXT_COMMAND)\b/)]).toEqual([id, null]);
    const program = await readProgram(language.language, source);
    expect([id, program === undefined && !source.includes('<>')]).toEqual([id, false]);
    expect([id, source.split('\n')[line - 1]]).not.toEqual([id, '']);
  }
});
