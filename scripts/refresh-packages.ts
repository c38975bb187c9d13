// Writes the lists of known packages that inspection ships: node scripts/refresh-packages.ts npm|pypi FILE
// FILE holds names, one a line, from the most to the least used; of a table with tabs the first column counts.
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { knownList, NAME_OF } from '../packages/glovebox/src/inspect/packages/list.ts';

const [, , ecosystem, file] = argv;
if ((ecosystem !== 'npm' && ecosystem !== 'pypi') || file === undefined) {
  console.error('usage: node scripts/refresh-packages.ts npm|pypi FILE');
  exit(2);
}
const names = knownList(ecosystem, readFileSync(file, 'utf8'));
const target = new URL(`../packages/glovebox/src/inspect/packages/known/${ecosystem}.ts`, import.meta.url);
writeFileSync(
  target,
  `/** Packages of ${NAME_OF[ecosystem]} by name, from the most to the least used. Written by scripts/refresh-packages.ts. */\nexport const NAMES = \`\n${names.join('\n')}\n\`;\n`,
);
console.log(`${names.length} names`);
