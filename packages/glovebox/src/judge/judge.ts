import { type Coverage, coverageOf, markExecuted } from '../explore/executed.ts';
import type { MarkKind } from '../inspect/marks/mark.ts';
import type { Site } from '../inspect/site.ts';
import { accepted } from '../policy/reach.ts';
import { isExplored, isForcedApart } from '../sandbox/conditions.ts';
import type { Run } from '../sandbox/run.ts';
import { doubtOf, isSeen } from './certainty.ts';
import { matchChains, type Story, storyOf } from './chains/follow.ts';
import { CIRCUMSTANCES, type Examination, type Scene } from './circumstances.ts';
import {
  findingOf,
  groupByLine,
  MAX_FINDINGS_OF_RULE,
  type Match,
  matchAll,
  matchAny,
  matchFlows,
  matchMarks,
} from './evaluate.ts';
import { causeOfEnd, factsOf } from './fact.ts';
import type { Finding, Verdict } from './finding.ts';
import { type Matched, withFingerprints } from './fingerprint.ts';
import { countsWhereForced } from './forced.ts';
import { matchesAny } from './match.ts';
import { withPermits } from './permits.ts';
import type { Condition, Pattern } from './rule.ts';
import { RULES, type RuleId } from './rules/table.ts';
import { verdictOf } from './score.ts';
import { sourceLines } from './source.ts';
import { WEIGHTS, weightOf } from './weight.ts';

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly coverage: Coverage;
  /** The inspection's sites, each with whether a run reached it. */
  readonly sites: readonly Site[];
}

/** Applies every rule to what was found and seen. Reads the source as text; runs nothing. */
export function judge(examination: Examination): Judgement {
  const { sample, inspection, runs, policy } = examination;
  const sites = markExecuted(inspection.sites, runs);
  const facts = factsOf(sites, runs, sourceLines(sample), policy.targets);
  const believed = runs.filter(({ conditions }) => !isForcedApart(conditions));
  const reached = believed.length === runs.length ? sites : markExecuted(inspection.sites, believed);
  const unexecuted = new Set(reached.filter(({ executed }) => executed !== true).map(({ id }) => id));
  const hasRun = runs.some(({ status }) => status !== 'refused');
  const whole = { scene: { ...examination, facts, unexecuted }, byLine: groupByLine(facts), stories: storiesOf(runs) };
  const own = withoutForcedApart(whole);
  const made = new Map<Finding, Omit<Matched, 'finding'>>();
  for (const [id, rule] of Object.entries(RULES)) {
    const { scene, byLine, stories } = countsWhereForced(id) ? whole : own;
    const matches = matchesOf(rule.when, scene, stories);
    const cut = isCut(rule.when, matches.length);
    for (const match of matches) {
      const finding = findingOf(id, rule, match, byLine);
      const namesTarget = rule.message.includes('{target}');
      const doubt = isSeen(finding) ? undefined : doubtOf(match.facts, { hasRun, unexecuted, namesTarget });
      made.set({ ...finding, ...(doubt !== undefined && { doubt }) }, { match, cut });
    }
  }
  const sorted = withoutRepetition([...made.keys()]).sort(
    (a, b) => weightOf(b) - weightOf(a) || showsWay(b) - showsWay(a) || lineOf(a) - lineOf(b),
  );
  const named = withFingerprints(
    sorted.map((finding) => ({ finding, ...(made.get(finding) ?? { match: { facts: [] }, cut: false }) })),
    { sample, sites, runs, byLine: whole.byLine },
  );
  const told = withPermits(named, accepted(policy), facts, runs);
  return {
    findings: told,
    verdict: verdictOf(told, policy.thresholds, runs.length),
    coverage: coverageOf(inspection, sites, runs),
    sites,
  };

  function storiesOf(told: readonly Run[]): Story[] {
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    return told.map((run) => storyOf(run, byId, inspection.flows, sites));
  }

  function withoutForcedApart(all: typeof whole): typeof whole {
    if (believed.length === runs.length) return all;
    const ids = new Set(runs.flatMap((run) => (believed.includes(run) ? [] : run.events.map((event) => event.id))));
    const kept = facts.filter(({ id }) => !ids.has(id));
    const scene = { ...all.scene, runs: believed, facts: kept };
    return { scene, byLine: groupByLine(kept), stories: storiesOf(believed) };
  }
}

function matchesOf(when: Condition, scene: Scene, stories: readonly Story[]): Match[] {
  if ('any' in when)
    return [...matchAny(when.any, scene.facts), ...matchMarks(when.marked ?? [], scene.inspection.marks ?? [])];
  if ('all' in when) return matchAll(when.all, when.decisive, scene.facts);
  if ('flow' in when) return matchFlows(when.flow, scene.inspection, scene.facts);
  if ('chains' in when) return matchChains(when.chains, stories);
  if ('unexecuted' in when)
    return matchAny(
      when.unexecuted,
      scene.facts.filter((fact) => scene.unexecuted.has(fact.id)),
    );
  if ('marked' in when) return matchMarks(when.marked, scene.inspection.marks ?? []);
  if ('examined' in when) return CIRCUMSTANCES[when.examined](scene);
  if (when.for !== undefined && !isSaid(when.for, scene)) return [];
  const made = when.unless ?? [];
  if (made.length > 0 && scene.facts.some((fact) => fact.witness !== 'source' && matchesAny(fact, made))) return [];
  // A run under conditions is cut short, and its functions are given anything: how it ends says nothing.
  return scene.runs
    .filter((run) => when.ended.includes(run.status) && !isExplored(run.conditions) && !onlyWaited(run, scene))
    .map((run) => matchOfEnd(run, scene));
}

/**
 * Whether a rule may match where it is not told any more: as often as is told at the most. What matches line by line is told
 * in full, the rest of it with the last.
 */
function isCut(when: Condition, count: number): boolean {
  if (('any' in when && when.marked === undefined) || 'unexecuted' in when) return false;
  return count >= MAX_FINDINGS_OF_RULE || ('examined' in when && count === FEWEST_TOLD);
}

/** Some circumstances are told so often at the most. */
const FEWEST_TOLD = 5;

/** Whether the source itself says what led to an end. */
function isSaid(why: { any: readonly Pattern[]; marked: readonly MarkKind[] }, { facts, inspection }: Scene): boolean {
  return matchAny(why.any, facts).length > 0 || matchMarks(why.marked, inspection.marks ?? []).length > 0;
}

/** It came to its end once its waits were skipped: it is no endless loop. */
function onlyWaited(run: Run, { runs }: Scene): boolean {
  return (
    run.status === 'timed-out' &&
    runs.some(({ conditions, status }) => conditions.waits === 'skipped' && status === 'exited')
  );
}

/** How a run ended, with the counter that says so and the line that most likely led there. */
function matchOfEnd(run: Run, { facts, inspection }: Scene): Match {
  const cause = causeOfEnd(run, inspection.sites, run.limit);
  return {
    facts: facts.filter((fact) => fact.witness === 'limits' && fact.target === run.limit),
    run: run.id,
    target: run.reason ?? run.signal ?? run.limit ?? run.status,
    ...(cause !== undefined && { location: cause }),
  };
}

/**
 * A light finding whose whole evidence a weightier one already shows says nothing new, unless its rule is independent; nor does one of a rule that yields
 * where another names its line.
 */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const byLine = Map.groupBy(findings, placeOf);
  return findings.filter((finding) => {
    if (yieldsTo(finding, byLine.get(placeOf(finding)) ?? [])) return false;
    if (finding.evidence.length === 0 || standsAlone(finding)) return true;
    return !findings.some(
      (other) =>
        prominenceOf(other) > prominenceOf(finding) && finding.evidence.every((id) => other.evidence.includes(id)),
    );
  });
}

/** Severity, and whether a run showed it: that two witnesses agree makes no finding the place of another. */
function prominenceOf(finding: Finding): number {
  return WEIGHTS[finding.severity][isSeen(finding) ? 'seen' : 'read'];
}

function standsAlone({ rule, severity }: Finding): boolean {
  return severity === 'high' || severity === 'critical' || RULES[rule as RuleId].independent === true;
}

/** Of two that yield and weigh the same, the first one told stays. */
function yieldsTo(finding: Finding, here: readonly Finding[]): boolean {
  if (!yields(finding) || finding.locations.length === 0) return false;
  const own = here.indexOf(finding);
  return here.some((other, index) => {
    if (other === finding || prominenceOf(other) < prominenceOf(finding)) return false;
    return prominenceOf(other) > prominenceOf(finding) || !yields(other) || index < own;
  });
}

function yields({ rule }: Finding): boolean {
  return RULES[rule as RuleId].yields === true;
}

function placeOf({ locations: [first] }: Finding): string {
  return `${first?.file}:${first?.line}`;
}

/** Of those that weigh the same, the ones that show how it comes to it are read first. */
function showsWay({ evidence, steps }: Finding): number {
  return Number(evidence.some((id) => id.startsWith('flow:')) || steps !== undefined);
}

function lineOf(finding: Finding): number {
  return finding.locations[0]?.line ?? Number.MAX_SAFE_INTEGER;
}
