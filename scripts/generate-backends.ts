// Writes docs/backends.md from the contract and its shortfalls; a test fails while they differ.
import { writeFileSync } from 'node:fs';
import { CONTRACT, type ContractCase } from '../packages/glovebox/src/sandbox/contract.ts';
import { SHORTFALLS } from '../packages/glovebox/src/sandbox/shortfalls.ts';

export const BACKENDS_PAGE = new URL('../docs/backends.md', import.meta.url);

export function backendsPage(): string {
  const names = Object.keys(SHORTFALLS) as (keyof typeof SHORTFALLS)[];
  const cases = Object.keys(CONTRACT) as ContractCase[];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const mark = (name: (typeof names)[number], one: ContractCase) => (SHORTFALLS[name][one] === undefined ? '✓' : '–');
  const reasons = names.flatMap((name) => {
    const short = Object.entries(SHORTFALLS[name]);
    if (short.length === 0) return [];
    return ['', `**${name}** cannot:`, '', ...short.map(([one, why]) => `- ${CONTRACT[one as ContractCase]}: ${why}`)];
  });
  return [
    '# What each backend does',
    '',
    'One suite runs against all of them (`contract/`). A dash is a shortfall with a reason below; the suite fails when the',
    'reason no longer holds. `glovebox doctor` prints the same. Made by `node scripts/generate-backends.ts`.',
    '',
    row(['', ...names]),
    row(['---', ...names.map(() => ':-:')]),
    ...cases.map((one) => row([CONTRACT[one], ...names.map((name) => mark(name, one))])),
    ...reasons,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(BACKENDS_PAGE, backendsPage());
