import { DECISIONS, type Decision, type Finding } from './finding.ts';
import { RULES, type RuleId } from './rules/table.ts';
import { type Weighed, weigh } from './weight.ts';

/** What remains to be said of a sample without some of its findings. */
interface Remaining {
  readonly risk: number;
  readonly decision: Decision;
}

type Judged = (kept: readonly Weighed[]) => Remaining;

/** Rules whose findings are left out together, of the weightiest so many. */
const MOST_RULES = 12;
const MOST_TOGETHER = 3;
const PLACES_NAMED = 3;
const RULES_NAMED = 3;
const LONGEST_NAME = 100;
/** As many as `override add` needs to know one from the others, and some. */
const FINGERPRINT_DIGITS = 12;

/**
 * What would have to change for a lower decision than `decision`, a sentence each, found by judging again without findings: the
 * fewest rules whose absence is enough, and the places that only a run can clear. File names in it are hostile, escape before
 * showing. `runs`: how many there were; undefined where nobody knows.
 */
export function lowerOf(open: readonly Finding[], decision: Decision, judged: Judged, runs?: number): string[] {
  const isLower = (remaining: Remaining) => DECISIONS.indexOf(remaining.decision) < DECISIONS.indexOf(decision);
  if (!isLower(judged([]))) return [`The policy says ${decision} of anything: no finding is the reason.`];
  const weighed = weigh(open);
  const leftOut = fewest(weighed, judged, isLower);
  const without = weighed.filter(({ rule }) => !leftOut.has(rule));
  const decisive = open.filter(({ rule }) => leftOut.has(rule));
  return [
    `Without ${namesOf(decisive)} the risk would be ${told(judged(without))}.`,
    ...unreachedPart(open, judged, isLower, runs),
    acceptance(decisive),
  ];
}

function told({ risk, decision }: Remaining): string {
  return `${risk} (${decision})`;
}

/** The fewest rules without which the decision is lower; of several such sets the one that leaves least. */
function fewest(
  weighed: readonly Weighed[],
  judged: Judged,
  isLower: (remaining: Remaining) => boolean,
): ReadonlySet<string> {
  const rules = weighed.map(({ rule }) => rule);
  const without = (names: ReadonlySet<string>) => judged(weighed.filter(({ rule }) => !names.has(rule)));
  for (let size = 1; size <= MOST_TOGETHER; size++) {
    const sets = subsetsOf(rules.slice(0, MOST_RULES), size).map((names) => ({ names, left: without(names) }));
    const [best] = sets.filter(({ left }) => isLower(left)).sort((a, b) => a.left.risk - b.left.risk);
    if (best !== undefined) return best.names;
  }
  // The weightiest, one after another: leaving out all of them is known to be enough.
  const enough = rules.findIndex((_, index) => isLower(without(new Set(rules.slice(0, index + 1)))));
  return withoutNeedless(new Set(rules.slice(0, enough + 1)), (names) => isLower(without(names)));
}

/** A set from which no rule can be put back. */
function withoutNeedless(
  names: ReadonlySet<string>,
  isEnough: (names: ReadonlySet<string>) => boolean,
): ReadonlySet<string> {
  let left = names;
  for (const rule of names) {
    const fewer = new Set([...left].filter((other) => other !== rule));
    if (isEnough(fewer)) left = fewer;
  }
  return left;
}

function subsetsOf(rules: readonly string[], size: number): ReadonlySet<string>[] {
  if (size === 0) return [new Set()];
  return rules.flatMap((rule, index) =>
    subsetsOf(rules.slice(index + 1), size - 1).map((rest) => new Set([rule, ...rest])),
  );
}

/** `secret-sent at a.py:33 and raw-address-connect at a.py:12, 40`; of many rules the first, and where all of them stand. */
function namesOf(findings: readonly Finding[]): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  if (byRule.size <= RULES_NAMED) return joined([...byRule].map(([rule, found]) => `${rule}${placesOf(found)}`));
  return `${joined([...byRule.keys()], RULES_NAMED)}${placesOf(findings)}`;
}

function placesOf(findings: readonly Finding[]): string {
  const places = findings.flatMap(({ locations: [first] }) => first ?? []);
  if (places.length === 0) return '';
  const byFile = [...Map.groupBy(places, ({ file }) => file)].map(([file, found]) => {
    const lines = [...new Set(found.map(({ line }) => line))];
    const more = lines.length > PLACES_NAMED ? ` and ${lines.length - PLACES_NAMED} more lines` : '';
    return `${file.slice(0, LONGEST_NAME)}:${lines.slice(0, PLACES_NAMED).join(', ')}${more}`;
  });
  return ` at ${joined(byFile, PLACES_NAMED)}`;
}

function joined(parts: readonly string[], most = parts.length): string {
  const shown = parts.slice(0, most);
  if (parts.length > most) return `${shown.join(', ')} and ${parts.length - most} more`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Places that no run has reached, where showing them harmless would be enough. */
function unreachedPart(
  open: readonly Finding[],
  judged: Judged,
  isLower: (remaining: Remaining) => boolean,
  runs: number | undefined,
): string[] {
  const unreached = open.filter(isAboutUnreached);
  if (unreached.length === 0) return [];
  const left = judged(weigh(open.filter((finding) => !unreached.includes(finding))));
  if (!isLower(left)) return [];
  const count = new Set(unreached.flatMap(({ evidence }) => evidence.filter((id) => id.startsWith('site:')))).size;
  const sites = `${count} ${count === 1 ? 'site' : 'sites'} never ran`;
  return [`Run it: ${sites}, ${howToReach(runs)}; should that show no harm, the risk would be ${told(left)}.`];
}

function isAboutUnreached({ rule, doubt }: Finding): boolean {
  return doubt === 'unreached' || 'unexecuted' in (RULES[rule as RuleId]?.when ?? {});
}

function howToReach(runs: number | undefined): string {
  if (runs === undefined) return 'a deeper examination may reach them';
  if (runs === 0) return 'try --depth standard';
  return runs === 1 ? 'try --depth deep' : 'tests or arguments that lead there would';
}

function acceptance(decisive: readonly Finding[]): string {
  const [first] = decisive;
  const them = decisive.length === 1 ? 'it' : 'each of them';
  const which = decisive.length === 1 ? (first?.fingerprint?.slice(0, FINGERPRINT_DIGITS) ?? 'FINDING') : 'FINDING';
  return `Or have somebody accept ${them}: glovebox override add ${which} PATH --reason … --expires …`;
}
