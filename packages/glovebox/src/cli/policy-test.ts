import { basename, join, normalize } from 'node:path';
import { GloveboxError } from '../error.ts';
import { check } from '../examine/examine.ts';
import type { Decision } from '../judge/finding.ts';
import type { Layer } from '../policy/layer.ts';
import { loadStack } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { diskReader } from '../policy/reader.ts';
import { holds, policyOf } from '../policy/resolve.ts';
import type { PolicyTest } from '../policy/schema.ts';
import { renderJson } from '../report/json.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { type Style, styleFor, wantsColour } from '../report/style.ts';
import { loadSample, sampleOfSource } from '../sample/load.ts';
import type { Sample } from '../sample/sample.ts';
import { EXIT } from './exit.ts';
import { writeResult } from './output.ts';
import { found } from './policy-check.ts';
import type { PolicyCommandOptions } from './policy-command.ts';
import { answerFor } from './policy-explain.ts';
import { type PlacedTest, testsOf } from './policy-tests.ts';

/** What came of one test. */
interface Outcome {
  readonly name: string;
  /** File and line of the test. */
  readonly place: string;
  readonly expected?: Decision;
  readonly decision?: Decision;
  readonly risk?: number;
  /** What differs, a sentence each; none where it is as it must be. */
  readonly differences: readonly string[];
  readonly ms: number;
}

/** `glovebox policy test`: exit code 1 when one decides otherwise, 2 when one cannot be run or there is none. */
export async function policyTestCommand(
  name: string | undefined,
  { format, quiet }: PolicyCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const file = name ?? found();
  const { layers, written } = await loadStack(file);
  const tests = await testsOf(written);
  if (tests.length === 0)
    throw new GloveboxError(
      'usage',
      `${file} has no tests`,
      'Write some: tests: [{ code: "print(1)", language: python, decision: allow }], see docs/policy.md.',
    );
  const outcomes: Outcome[] = [];
  for (const test of tests) outcomes.push(await outcomeOf(test, layers, signal));
  const differ = outcomes.filter(({ differences }) => differences.length > 0);
  const json = () => renderJson({ schema: 'glovebox.policy-test/1', file, tests: outcomes, differ: differ.length });
  const style = styleFor(wantsColour(process.stdout));
  await writeResult(format === 'json' ? json() : table(quiet === true ? differ : outcomes, outcomes.length, style));
  return differ.length > 0 ? EXIT.verdict : EXIT.allow;
}

async function outcomeOf(placed: PlacedTest, layers: readonly Layer[], signal: AbortSignal): Promise<Outcome> {
  const { test, place } = placed;
  const started = performance.now();
  const path = test.as ?? test.sample;
  const held = layers.filter((layer) => holds(layer, path && normalize(path)));
  const policy = await policyOf(held, diskReader);
  const { decision: expected, rules } = test;
  const report =
    expected === undefined && rules === undefined
      ? undefined
      : await check(await sampleOf(placed), { policy, signal, ...(test.depth !== undefined && { depth: test.depth }) });
  const open = new Set(report?.findings.filter(({ status }) => status === 'open').map(({ rule }) => rule));
  const { decision, risk } = report?.verdict ?? {};
  return {
    name: test.name ?? test.sample ?? test.as ?? place,
    place,
    ...(expected !== undefined && { expected }),
    ...(decision !== undefined && { decision, risk: risk ?? 0 }),
    differences: [
      ...(expected === undefined || expected === decision
        ? []
        : [`decided ${decision}: ${[...open].join(', ') || 'nothing found'}`]),
      ...(rules ?? []).filter((rule) => !open.has(rule)).map((rule) => `${rule} was not found`),
      ...actDifferences(held, policy, test),
    ],
    ms: Math.round(performance.now() - started),
  };
}

function sampleOf({
  test: { sample, code = '', language = 'python', as },
  folder,
}: PlacedTest): Promise<Sample> | Sample {
  if (sample !== undefined) return loadSample(join(folder, sample));
  return sampleOfSource(code, language, as === undefined ? {} : { entry: basename(as) });
}

function actDifferences(
  layers: readonly Layer[],
  policy: Policy,
  { permitted = [], denied = [] }: PolicyTest,
): string[] {
  const answer = (act: string) => {
    const at = act.indexOf(' ');
    return answerFor(layers, policy, act.slice(0, at), act.slice(at + 1));
  };
  return [
    ...permitted.filter((act) => !answer(act).isPermitted).map((act) => `${act} is not permitted: ${answer(act).why}`),
    ...denied.filter((act) => answer(act).isPermitted).map((act) => `${act} is permitted: ${answer(act).why}`),
  ];
}

const LONGEST_NAME = 60;

function table(outcomes: readonly Outcome[], count: number, style: Style): string {
  const rows = outcomes.map((outcome) => ({ outcome, name: neutralizeShort(outcome.name, LONGEST_NAME) }));
  const width = Math.max(4, ...rows.map(({ name }) => name.length));
  const lines = rows.flatMap(({ outcome: { expected, decision, risk, differences, place, ms }, name }) => [
    [
      differences.length === 0 ? 'ok     ' : 'DIFFERS',
      name.padEnd(width),
      (expected ?? '').padEnd(6),
      decision === undefined ? ' '.repeat(12) : style.decision(decision, `${decision} (${risk})`.padEnd(12)),
      style.dim(`${ms} ms`.padStart(9)),
    ]
      .join('  ')
      .trimEnd(),
    ...differences.map((difference) => `         ${neutralizeShort(`${place}: ${difference}`, 400)}`),
  ]);
  const differ = outcomes.filter(({ differences }) => differences.length > 0).length;
  const head = `${' '.repeat(9)}${'test'.padEnd(width)}  wanted  decided`;
  const end = `${count} test${count === 1 ? '' : 's'}, ${differ === 0 ? 'all as wanted' : `${differ} otherwise`}`;
  return `${[...(lines.length === 0 ? [] : [style.dim(head)]), ...lines, end].join('\n')}\n`;
}
