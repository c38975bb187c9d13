/** Prints what the verdicts are worth: against the labels of corpora, against evasion, against harmless twins. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpora } from '../../packages/glovebox/src/eval/corpus.ts';
import { VERSION } from '../../packages/glovebox/src/version.ts';
import { measureEvasion } from './evasion.ts';
import { measureRuns, measureTargets } from './labelled.ts';
import { renderSection, type Section } from './section.ts';
import { measureTwins } from './twins.ts';

const CORPORA = join(import.meta.dirname, '../../../shared/corpora');
/** What `--depth` has measured instead: none of them runs a sample. */
const SECTIONS = ['targets', 'evasion', 'twins'] as const;
const RAN = ['standard', 'deep'] as const;

const SPECIFICATION = join(import.meta.dirname, '../../SPECIFICATION.md');
const [BEGINNING, END] = ['<!-- npm run corpora -- --write -->', '<!-- end of npm run corpora -->'];

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      listed: { type: 'string', default: '0' },
      write: { type: 'boolean', default: false },
      depth: { type: 'string' },
    },
  });
  const unknown = values.only?.find((name) => !SECTIONS.some((section) => section === name));
  if (unknown !== undefined) {
    console.error(`corpora: no ${unknown}; there is ${SECTIONS.join(', ')}`);
    return 2;
  }
  const folder = positionals[0] ?? CORPORA;
  const cases = await readCorpora(globSync('*.jsonl', { cwd: folder }).map((file) => join(folder, file)));
  const depth = RAN.find((one) => one === values.depth);
  if (values.depth !== undefined && depth === undefined) {
    console.error(`corpora: no depth ${values.depth}; there is ${RAN.join(', ')}`);
    return 2;
  }
  if (depth !== undefined) {
    console.log(`glovebox ${VERSION}, the default policy\n\n${renderSection(await measureRuns(cases, depth))}`);
    return 0;
  }
  const measure: Record<(typeof SECTIONS)[number], () => Promise<Section>> = {
    targets: () => measureTargets(cases),
    evasion: () => measureEvasion(cases, Number(values.listed)),
    twins: () => measureTwins(Number(values.listed)),
  };
  const chosen = SECTIONS.filter((name) => values.only?.includes(name) ?? true);
  const tables: string[] = [];
  for (const name of chosen) tables.push(renderSection(await measure[name]()));
  const text = [`glovebox ${VERSION}, the default policy`, ...tables].join('\n\n');
  console.log(text);
  if (values.write) keep(text);
  return 0;
}

/** What was measured takes the place of what stood there before. */
function keep(text: string): void {
  const page = readFileSync(SPECIFICATION, 'utf8');
  const [start, end] = [page.indexOf(BEGINNING), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${SPECIFICATION} has no place for it: ${BEGINNING} … ${END}`);
  const kept = `${BEGINNING}\n\`\`\`text\n${text}\n\`\`\`\n`;
  writeFileSync(SPECIFICATION, page.slice(0, start) + kept + page.slice(end));
}
