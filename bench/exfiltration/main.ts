/** Prints whether a decoy is found in whatever way it leaves, at the line that let it go, and nothing in what is nobody's secret. */
import { parseArgs } from 'node:util';
import { check } from '../../packages/glovebox/src/examine/examine.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import { inColumns } from '../columns.ts';
import { met } from '../corpora/section.ts';
import { type Combination, combinations, PLAYED } from './combinations.ts';

interface Outcome {
  readonly combination: Combination;
  readonly critical: boolean;
  /** Lines at which a decoy was found leaving. */
  readonly lines: readonly (number | undefined)[];
  /** How it was found to be written. */
  readonly read: readonly string[];
  /** What the program complained about: it may not have sent anything. */
  readonly complaint: string;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, listed: { type: 'boolean', default: false } },
  });
  const chosen = combinations(values.all).filter(({ id }) => positionals.every((word) => id.includes(word)));
  const outcomes: Outcome[] = [];
  if (chosen.length === 0) {
    console.error(`no combination has ${positionals.join(' and ')} in its name; without words all are tried`);
    return 2;
  }
  const waiting = chosen.values();
  const lane = async () => {
    for (const combination of waiting) {
      const outcome = await examined(combination);
      outcomes.push(outcome);
      if (values.listed || !isRight(outcome)) console.error(told(outcome));
    }
  };
  await Promise.all([lane(), lane()]);
  const groups = [...Map.groupBy(outcomes, ({ combination }) => wayOf(combination)), ['all', outcomes] as const];
  console.log(
    inColumns(['', 'combinations', 'caught', 'right line', 'ordinary', 'critical', ''], groups.map(totalOf)).join('\n'),
  );
  return outcomes.every(isRight) ? 0 : 1;
}

async function examined(combination: Combination): Promise<Outcome> {
  const { language, source } = combination;
  const sample = sampleOfSource(source, language.language, { entry: language.entry });
  const { findings, runs } = await check(sample, { policy: PLAYED, backend: 'jail', exercise: false });
  const leaked = findings.filter(({ rule }) => rule === 'canary-leaked');
  const critical = findings.filter(({ severity }) => severity === 'critical');
  return {
    combination,
    critical: combination.secret ? leaked.length > 0 : critical.length > 0,
    lines: leaked.map(({ locations }) => locations[0]?.line),
    read: [
      ...new Set(runs.flatMap(({ canaries }) => canaries?.leaks.map(({ encoding }) => encoding.join(' of ')) ?? [])),
    ],
    complaint: combination.secret ? (runs[0]?.stderr ?? '') : critical.map(({ rule }) => rule).join(', '),
  };
}

function isAtLine({ combination, lines }: Outcome): boolean {
  return lines.includes(combination.line);
}

function isRight(outcome: Outcome): boolean {
  return outcome.combination.secret ? outcome.critical && isAtLine(outcome) : !outcome.critical;
}

function wayOf({ language, channel }: Combination): string {
  return `${language.language}: ${channel}`;
}

function told({ combination, critical, lines, read, complaint }: Outcome): string {
  const { id, value, secret, line } = combination;
  const what = secret ? `line ${line}, found at ${lines.join(', ') || 'none'} as ${read.join('; ') || '–'}` : '';
  return `${secret ? 'decoy' : 'ordinary'} ${id} (${value}): ${critical ? 'critical' : 'nothing'} ${what} ${JSON.stringify(complaint.slice(-200))}`;
}

function totalOf([name, outcomes]: readonly [string, readonly Outcome[]]): string[] {
  const secret = outcomes.filter(({ combination }) => combination.secret);
  const ordinary = outcomes.filter(({ combination }) => !combination.secret);
  return [
    name,
    String(secret.length),
    String(secret.filter(({ critical }) => critical).length),
    String(secret.filter(isAtLine).length),
    String(ordinary.length),
    String(ordinary.filter(({ critical }) => critical).length),
    met(outcomes.every(isRight)),
  ];
}
