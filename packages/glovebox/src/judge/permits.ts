import { HOLE } from '../inspect/resolve/value.ts';
import { type Act, actOn, isPermitted, type Permits } from '../policy/permits.ts';
import type { Run } from '../sandbox/run.ts';
import type { Match } from './evaluate.ts';
import type { Fact } from './fact.ts';
import type { Finding } from './finding.ts';

/** A rule that matches on a thousand lines says so once for each of the first. */
const MOST = 20;

/** What was done, or would be by code that no run reached, that the policy does not list; one match for each line and act. */
export function beyondPermits(
  permits: Permits | undefined,
  facts: readonly Fact[],
  runs: readonly Run[],
  unexecuted: ReadonlySet<string>,
): Match[] {
  if (permits === undefined) return [];
  const told = new Map<string, Fact[]>();
  for (const fact of facts) {
    const act = actIn(fact, runs);
    if (act === undefined || isPermitted(permits, act)) continue;
    if (fact.witness === 'source' && !unexecuted.has(fact.id)) continue;
    const key = `${fact.file}:${fact.line} ${act.capability} ${act.target}`;
    const known = told.get(key);
    if (known !== undefined) known.push(fact);
    else if (told.size < MOST) told.set(key, [fact]);
  }
  return [...told.values()].map((group) => ({ facts: group }));
}

/**
 * What a fact does, by whoever knows best: what the kernel saw where it looked, and what an interpreter told of the rest.
 * A place of the source says it where its target is a constant.
 */
function actIn(fact: Fact, runs: readonly Run[]): Act | undefined {
  if (fact.target === undefined || fact.target.includes(HOLE)) return undefined;
  if (!isBelieved(fact, runs)) return undefined;
  const executed = fact.arguments.find((argument) => argument.startsWith('path='))?.slice('path='.length);
  return actOn(fact.capability, fact.target, fact.witness === 'kernel' ? executed : undefined);
}

function isBelieved({ witness, capability }: Fact, runs: readonly Run[]): boolean {
  if (witness === 'source' || witness === 'kernel') return true;
  if (witness !== 'interpreter') return false;
  return capability === 'environment.read' || !isWatchedByKernel(runs);
}

const watched = new WeakMap<readonly Run[], boolean>();

/** Looked up once for all facts of an examination. */
function isWatchedByKernel(runs: readonly Run[]): boolean {
  const known = watched.get(runs) ?? runs.some(({ events }) => events.some(({ observer }) => observer === 'kernel'));
  watched.set(runs, known);
  return known;
}

/** Capabilities that leave the world as it is: a permit of what stands beside them is enough. */
const IDLE = /^(clock\.|code\.import$)/;

/**
 * The findings, those that rest on nothing but what the policy lists marked as overridden. Not a critical one: that data is
 * stolen is no property of the host it goes to, and only a person accepts it.
 */
export function withPermits(
  findings: readonly Finding[],
  permits: Permits | undefined,
  facts: readonly Fact[],
  runs: readonly Run[],
): Finding[] {
  if (permits === undefined) return [...findings];
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  return findings.map((finding) =>
    finding.severity !== 'critical' && restsOn(finding, permits, byId, runs)
      ? { ...finding, status: 'overridden' as const }
      : finding,
  );
}

function restsOn(
  { evidence }: Finding,
  permits: Permits,
  byId: ReadonlyMap<string, Fact>,
  runs: readonly Run[],
): boolean {
  const ids = evidence.filter((id) => !id.startsWith('flow:'));
  const facts = ids.map((id) => byId.get(id)).filter((fact) => fact !== undefined);
  if (facts.length < ids.length) return false; // how a run ended is nothing a policy lists
  const acting = facts.filter((fact) => !IDLE.test(fact.capability) && !isToldByOthers(fact, runs));
  const done = acting.map((fact) => ({ fact, act: actIn(fact, runs) }));
  const permitted = done.filter(({ act }) => act !== undefined && isPermitted(permits, act));
  const shown = new Set(permitted.map(({ fact }) => `${fact.file}:${fact.line} ${fact.capability}`));
  return (
    permitted.length > 0 &&
    done.every(
      ({ fact, act }) =>
        (act !== undefined && isPermitted(permits, act)) ||
        isOwnFolder(fact) ||
        // A target that the source does not say is the one its line was seen with.
        (fact.witness === 'source' && act === undefined && shown.has(`${fact.file}:${fact.line} ${fact.capability}`)),
    )
  );
}

/** Where the kernel looked, it says the same more truly. */
function isToldByOthers(fact: Fact, runs: readonly Run[]): boolean {
  return (
    fact.witness === 'network' || fact.witness === 'files' || !(isBelieved(fact, runs) || fact.witness === 'limits')
  );
}

/** A policy need not list what the sample’s own folder holds. */
function isOwnFolder({ capability, target }: Fact): boolean {
  return capability === 'file.read' && target !== undefined && actOn(capability, target) === undefined;
}
