import { parseArgs } from 'node:util';
import { createJail, LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { bash } from './bash.ts';
import { javascript, typescript } from './javascript.ts';
import { type Generated, type Grammar, generate } from './program.ts';
import { python } from './python.ts';
import { Chance } from './random.ts';
import { type Score, sampleOf, score, type Wrong } from './score.ts';

/** How many programs of each language a round has. */
const ROUND: readonly (readonly [Grammar, number])[] = [
  [python, 80],
  [javascript, 70],
  [typescript, 20],
  [bash, 50],
];
const AT_LEAST = 0.98;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      language: { type: 'string', multiple: true },
      program: { type: 'string' },
      wrong: { type: 'boolean' },
    },
  });
  const jail = createJail();
  let met = true;
  try {
    for (const [grammar, count] of ROUND.filter(([{ language }]) => values.language?.includes(language) ?? true)) {
      const chance = new Chance(Number(values.seed) * 1000 + grammar.language.length);
      const programs = Array.from({ length: count }, (_, number) => generate(grammar, number, chance));
      const chosen = programs.filter(({ name }) => values.program === undefined || name === values.program);
      const scores = await scored(jail, chosen, values.program !== undefined);
      met = report(grammar.language, scores, values.wrong === true) && met;
    }
  } finally {
    await jail.dispose();
  }
  return met ? 0 : 1;
}

async function scored(jail: ReturnType<typeof createJail>, programs: readonly Generated[], shown: boolean) {
  const scores: Score[] = [];
  for (const program of programs) {
    const limits = { ...LIMIT_PROFILES.default, cpus: 2, wallMs: 20_000 };
    const run = await jail.run(sampleOf(program), { limits, observe: true });
    if (shown) {
      for (const [file, text] of Object.entries(program.files)) console.log(`--- ${file}\n${numbered(text)}`);
      console.log(run.stderr);
      for (const { observer, operation, target, source, unexplained, process } of run.events)
        console.log(
          observer,
          process.pid,
          operation,
          target,
          source?.file,
          source?.line,
          unexplained ? 'unexplained' : '',
        );
    }
    scores.push(score(program, run.events));
  }
  return scores;
}

function report(language: string, scores: readonly Score[], listed: boolean): boolean {
  const right = scores.reduce((sum, one) => sum + one.right, 0);
  const wrong = scores.flatMap((one) => one.wrong);
  const missing = scores.flatMap((one) => one.missing);
  const share = right / (right + wrong.length);
  const met = share >= AT_LEAST && missing.length === 0;
  console.log(
    `${language.padEnd(10)} ${scores.length} programs: ${right} of ${right + wrong.length} kernel events with the right line (${(share * 100).toFixed(1)} %), ${missing.length} not seen`,
  );
  for (const [way, list] of Map.groupBy(wrong, (one) => one.way))
    console.log(`  ${`${list.length}`.padStart(3)} wrong: ${way}`);
  if (listed) for (const one of [...wrong, ...missing]) console.log(`    ${line(one)}`);
  return met;
}

function line({ program, way, action, event, want, got }: Wrong): string {
  return `${program} | ${way} | ${action} | ${event} | want ${want}, got ${got}`;
}

function numbered(text: string): string {
  return text
    .split('\n')
    .map((one, index) => `${index + 1}`.padStart(4).concat(' ', one))
    .join('\n');
}
