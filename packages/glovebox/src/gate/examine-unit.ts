import { GloveboxError } from '../error.ts';
import { check, type Depth } from '../examine/examine.ts';
import type { Decision, Finding } from '../judge/finding.ts';
import { sourceLines } from '../judge/source.ts';
import { withPlayedNetwork } from '../policy/played.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report } from '../report/report.ts';
import type { Sample } from '../sample/sample.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { Cache } from '../store/cache.ts';
import { type Behaviour, behaviourOf } from './behaviour.ts';
import { type Difference, differenceOf } from './difference.ts';
import { inherited, tracesOf } from './inherited.ts';
import { lostIn } from './lost.ts';
import { namedAnew } from './named.ts';
import type { GateFinding } from './result.ts';
import { placeIn, type UnitSide } from './unit.ts';

/** How every unit of a change is examined. */
export interface UnitSettings {
  readonly policy: Policy;
  readonly depth: Depth;
  readonly backend?: BackendName;
}

/** A unit with both its sides, read. */
export interface UnitQuestion {
  readonly name: string;
  readonly head?: UnitSide;
  readonly base?: UnitSide;
  /** Paths at head, by those at base, of files that the change renames. */
  readonly renamed: ReadonlyMap<string, string>;
  /** The change brings it from where nothing is shipped to where it is: nothing in it was there before. */
  readonly isBroughtIn: boolean;
  readonly how: UnitSettings;
}

/** What of two reports a gate's result needs; the reports themselves are not kept. */
export interface UnitAnswer {
  /** All of the head's, each with whether the change brought it. */
  readonly findings: readonly GateFinding[];
  readonly difference: Difference;
  readonly baseDecision?: Decision;
  /** Runs of the head, and whether it was run at all. */
  readonly runs: number;
  readonly depth: Depth;
  /** Why it was only read, where it should have been run. */
  readonly onlyRead?: string;
  /** What the head shows no more, though it still stands in it. */
  readonly lost?: string;
  /** How the head was made into a program, where that is good to know; may quote hostile text. */
  readonly notes: readonly string[];
  /** It does more different things than a difference holds. */
  readonly isCut: boolean;
  /** Whether every report came out of the cache. */
  readonly cached: boolean;
}

const LONGEST_EXCERPT = 200;
const NOTHING: Behaviour = { acts: new Map(), isCut: false };

/** Examines a unit at head, and at base as far as that says anything, and tells the two apart. */
export async function examineUnit(
  { name, head, base, renamed, isBroughtIn, how }: UnitQuestion,
  cache?: Cache,
  signal?: AbortSignal,
): Promise<UnitAnswer> {
  const examine = (side: UnitSide, depth: Depth) => examineSide(side.sample, { ...how, depth }, cache, signal);
  if (head === undefined) {
    // What is deleted does nothing any more: reading it tells what goes.
    const gone = base && (await examine(base, 'quick'));
    const before = gone && base ? behaviourOf(gone.report, base) : NOTHING;
    return {
      findings: [],
      difference: differenceOf(name, NOTHING, before),
      ...(gone && { baseDecision: gone.report.verdict.decision }),
      runs: 0,
      depth: 'quick',
      notes: [],
      isCut: before.isCut,
      cached: gone?.cached ?? true,
    };
  }
  const now = await examine(head, how.depth);
  const does = behaviourOf(now.report, head);
  const isIdle = does.acts.size === 0 && now.report.findings.length === 0;
  const isSame = base !== undefined && base.sample.id === head.sample.id;
  const before = isSame ? now : base && (await orNone(examine(base, isIdle ? 'quick' : now.depth)));
  const did = before && base ? behaviourOf(before.report, base) : NOTHING;
  const known = before && base && !isBroughtIn ? { report: before.report, side: base } : undefined;
  const lost = before === undefined || isSame ? undefined : lostIn(now.report, before.report);
  return {
    findings: findingsOf(name, now.report, head, known, renamed),
    difference: differenceOf(name, does, did),
    ...(before && { baseDecision: before.report.verdict.decision }),
    runs: now.report.runs.length,
    depth: now.depth,
    ...(now.onlyRead !== undefined && { onlyRead: now.onlyRead }),
    ...(lost !== undefined && { lost }),
    notes: head.notes,
    isCut: does.isCut || did.isCut,
    cached: now.cached && (before?.cached ?? true),
  };
}

/** A base that cannot be examined excuses nothing: all of the head counts as new. */
async function orNone(examined: Promise<Examined>): Promise<Examined | undefined> {
  try {
    return await examined;
  } catch (cause) {
    if (cause instanceof GloveboxError && cause.code.startsWith('sample-')) return undefined;
    throw cause;
  }
}

interface Examined {
  readonly report: Report;
  readonly depth: Depth;
  readonly onlyRead?: string;
  readonly cached: boolean;
}

async function examineSide(
  sample: Sample,
  { policy, depth, backend }: UnitSettings,
  cache: Cache | undefined,
  signal: AbortSignal | undefined,
): Promise<Examined> {
  const at = async (chosen: Depth) =>
    check(sample, {
      policy: withPlayedNetwork(policy, chosen, backend),
      depth: chosen,
      ...(backend !== undefined && { backend }),
      ...(cache !== undefined && { cache }),
      ...(signal !== undefined && { signal }),
    });
  try {
    const report = await at(depth);
    return { report, depth, cached: report.engine.cached !== undefined };
  } catch (cause) {
    // No backend of this machine's runs the language: the source is all there is, and that is told.
    if (depth === 'quick' || !(cause instanceof GloveboxError) || cause.code !== 'language-unsupported') throw cause;
    const report = await at('quick');
    return { report, depth: 'quick', onlyRead: cause.message, cached: report.engine.cached !== undefined };
  }
}

/** The head's findings, placed in the repository. */
function findingsOf(
  unit: string,
  report: Report,
  side: UnitSide,
  base: { readonly report: Report; readonly side: UnitSide } | undefined,
  renamed: ReadonlyMap<string, string>,
): GateFinding[] {
  const lines = sourceLines(side.sample);
  const was =
    base === undefined
      ? []
      : inherited(tracesOf(report, side), tracesOf(base.report, base.side), {
          pathNow: (path) => renamed.get(path) ?? path,
          isNewlyNamed: namedAnew(side.sample, base.side.sample),
        });
  return report.findings.map((finding, index) => {
    const [first] = finding.locations;
    const excerpt = first && lines.text(first.file, first.line, first.line).trim().slice(0, LONGEST_EXCERPT);
    return {
      ...placed(finding, side),
      unit,
      introduced: was[index] !== true,
      ...(excerpt && { excerpt }),
    };
  });
}

function placed(finding: Finding, side: UnitSide): Finding {
  return {
    ...finding,
    locations: finding.locations.map(({ file, line }) => placeIn(side, file, line)),
    ...(finding.steps && {
      steps: finding.steps.map((step) =>
        step.file === undefined || step.line === undefined ? step : { ...step, ...placeIn(side, step.file, step.line) },
      ),
    }),
  };
}
