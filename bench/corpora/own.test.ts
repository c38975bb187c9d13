/** What can be held without the corpora: the programs of our own, as they are, rewritten, and with a harmless target. */
import { expect, it } from 'vitest';
import { measureEvasion } from './evasion.ts';
import { measureTwins, twinCases } from './twins.ts';

it('every risky program is found, no twin is blocked, and few are reviewed', { timeout: 120_000 }, async () => {
  const { rows, notes } = await measureTwins(100);
  expect(
    rows.map((row) => row.at(-1)).filter((word) => word === 'MISSED'),
    notes.join('\n'),
  ).toEqual([]);
});

it('rewriting a risky program in any of the twelve ways gains at most two points', { timeout: 180_000 }, async () => {
  const { rows, notes } = await measureEvasion(twinCases(), 100);
  expect(rows).toHaveLength(13);
  expect(rows.filter((row) => row.at(-1) !== 'met').map(String), notes.join('\n')).toEqual([]);
});
