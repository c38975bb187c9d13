import type { Inspection, Site } from '../../inspect/site.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Conditions } from '../../sandbox/conditions.ts';
import type { Run } from '../../sandbox/run.ts';
import { markExecuted } from '../executed.ts';
import { asksAt, type Questions, questionsOf } from './asks.ts';
import { type Forced, force } from './force.ts';

/** One after the other: each is forced to what the ones before it left over. */
const MOST_ROUNDS = 4;
const ALONE = 3;
const CALLS = 4;

export interface Unfinished {
  readonly sample: Sample;
  readonly inspection: Inspection;
  /** The parsed files that hold sites. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly runs: readonly Run[];
  /** By the clock of `performance.now`: none begins after it. */
  readonly until: number;
  readonly runUnder: (conditions: Conditions, sample: Sample) => Promise<Run>;
}

/** Runs that are forced to what no other one reached, until nothing is left over or nothing more comes of it. */
export async function goThere(unfinished: Unfinished): Promise<Run[]> {
  const { sample, inspection, sources, until } = unfinished;
  const questions = questionsOf(sample, sources);
  const done: Run[] = [];
  let left = unreached(inspection, unfinished.runs);
  for (let round = 0; round < MOST_ROUNDS && left.length > 0 && performance.now() < until; round++) {
    const runs = await forcedTo(
      round === 0 ? byQuestion(left, questions) : onceMore(left, round),
      unfinished,
      questions,
    );
    done.push(...runs);
    // A module that is not there does not come by asking again.
    const now = unreached(inspection, [...unfinished.runs, ...done]).filter(
      ({ capability }) => capability !== 'code.import',
    );
    if (now.length === left.length && round > 1) break;
    left = now;
  }
  return done;
}

function unreached({ sites }: Inspection, runs: readonly Run[]): Site[] {
  return markExecuted(sites, runs).filter(({ executed, inner }) => executed !== true && inner === undefined);
}

/** What waits for a date, a user or a host is told apart from what waits for anything else. */
function byQuestion(sites: readonly Site[], questions: Questions): Site[][] {
  const [hiding, plain] = [true, false].map((wanted) => sites.filter((site) => questions.hides(site) === wanted));
  return [hiding ?? [], plain ?? []].filter((group) => group.length > 0);
}

/** What came first may have ended the run: a half at a time, then a few alone. */
function onceMore(sites: readonly Site[], round: number): Site[][] {
  if (sites.length === 1 || round > 1) return sites.slice(0, ALONE).map((site) => [site]);
  const half = Math.ceil(sites.length / 2);
  return [sites.slice(0, half), sites.slice(half)];
}

async function forcedTo(
  groups: readonly Site[][],
  { sample, until, runUnder }: Unfinished,
  questions: Questions,
): Promise<Run[]> {
  const runs = await Promise.all(
    groups.map(async (sites) => {
      const forced = await force(sample, sites);
      if (forced === undefined || performance.now() > until) return [];
      return [await runUnder(conditionsOf(forced, sites, sample, questions), forced.sample)];
    }),
  );
  return runs.flat();
}

function conditionsOf(forced: Forced, sites: readonly Site[], sample: Sample, questions: Questions): Conditions {
  const reach = [...Map.groupBy(sites, ({ file }) => file)].map(([file, own]) => ({
    file,
    lines: [...new Set(own.map(({ line }) => line))].sort((a, b) => a - b),
  }));
  return {
    clock: null,
    waits: 'skipped',
    exercise: CALLS,
    ...(sample.args.length === 0 && questions.readsArguments && { arguments: ['1', '2', '3'] }),
    forced: {
      at: forced.lines
        .filter(({ lines }) => lines.length > 0)
        .map(({ file, lines }) => ({ file, lines: lines.slice(0, 100) })),
      reach,
      asks: asksAt(sites, forced.lines, questions),
    },
  };
}
