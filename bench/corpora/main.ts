/** Prints what the verdicts are worth: against the labels of corpora, against evasion, against harmless twins. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpora } from '../../packages/glovebox/src/eval/corpus.ts';
import { VERSION } from '../../packages/glovebox/src/version.ts';
import { measureEvasion } from './evasion.ts';
import { measureTargets } from './labelled.ts';
import { renderSection, type Section } from './section.ts';
import { measureTwins } from './twins.ts';

const CORPORA = join(import.meta.dirname, '../../../shared/corpora');
const SECTIONS = ['targets', 'evasion', 'twins'] as const;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true }, listed: { type: 'string', default: '0' } },
  });
  const unknown = values.only?.find((name) => !SECTIONS.some((section) => section === name));
  if (unknown !== undefined) {
    console.error(`corpora: no ${unknown}; there is ${SECTIONS.join(', ')}`);
    return 2;
  }
  const folder = positionals[0] ?? CORPORA;
  const cases = await readCorpora(globSync('*.jsonl', { cwd: folder }).map((file) => join(folder, file)));
  const measure: Record<(typeof SECTIONS)[number], () => Promise<Section>> = {
    targets: () => measureTargets(cases),
    evasion: () => measureEvasion(cases, Number(values.listed)),
    twins: () => measureTwins(Number(values.listed)),
  };
  console.log(`glovebox ${VERSION}`);
  for (const name of SECTIONS) {
    if (values.only?.includes(name) ?? true) console.log(`\n${renderSection(await measure[name]())}`);
  }
  return 0;
}
