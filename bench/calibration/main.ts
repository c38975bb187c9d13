/**
 * Fits what risk means: `npm run calibrate` from the counts that are kept, `npm run calibrate -- --quick FILE --standard FILE …`
 * from new evaluations (`glovebox eval --format json`), which become the counts. `--write` keeps counts, map and table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CalibrationMap } from '../../packages/glovebox/src/judge/calibrated.ts';
import { countsOf, DEPTHS, type Group, keepCounts, readCounts, readEvaluation } from './counts.ts';
import { fitted, reliabilitySections } from './reliability.ts';

const ROOT = join(import.meta.dirname, '../..');
const SPECIFICATION = join(ROOT, 'SPECIFICATION.md');
const KNOTS = join(ROOT, 'packages/glovebox/src/judge/knots.ts');
const [BEGINNING, END] = ['<!-- npm run calibrate -- --write -->', '<!-- end of npm run calibrate -->'];

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      quick: { type: 'string', multiple: true, default: [] },
      standard: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
    },
  });
  const groups = withNew(readCounts(), values);
  const map = fitted(groups);
  const text = reliabilitySections(groups, map).join('\n\n');
  console.log(text);
  if (!values.write) return;
  keepCounts(groups);
  writeFileSync(KNOTS, knotsOf(map));
  keep(text);
}

/** What was measured anew takes the place of what was kept of the same depth. */
function withNew(kept: readonly Group[], files: Record<Group['depth'], string[]>): Group[] {
  return DEPTHS.flatMap((depth) => {
    if (files[depth].length === 0) return kept.filter((group) => group.depth === depth);
    return countsOf(depth, files[depth].flatMap(readEvaluation));
  });
}

function knotsOf(map: CalibrationMap): string {
  const rows = map.map(([strength, risk]) => `  [${strength}, ${risk}],\n`).join('');
  return `import type { CalibrationMap } from './calibrated.ts';

/** Written by \`npm run calibrate -- --write\`, fitted to the samples held in; SPECIFICATION.md has how it does on those held out. */
export const CALIBRATION: CalibrationMap = [
${rows}];
`;
}

function keep(text: string): void {
  const page = readFileSync(SPECIFICATION, 'utf8');
  const [start, end] = [page.indexOf(BEGINNING), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${SPECIFICATION} has no place for it: ${BEGINNING} … ${END}`);
  writeFileSync(SPECIFICATION, `${page.slice(0, start)}${BEGINNING}\n\`\`\`text\n${text}\n\`\`\`\n${page.slice(end)}`);
}
