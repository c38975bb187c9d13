import type { Decision } from '../../judge/finding.ts';
import { RULES, type RuleId } from '../../judge/rules/table.ts';
import { VERBS } from '../../report/verbs.ts';
import { lowered } from '../../report/view.ts';
import type { Entry, GateFinding, GateResult } from '../result.ts';

/** A line of a difference: what is done, to what, where, and whether it was seen. Texts but `verb` are hostile. */
export interface Row {
  readonly verb: string;
  readonly target: string;
  readonly file: string;
  readonly line: number;
  readonly seen: boolean;
}

/** Entries as lines. That a capability is used at all is a line only where nothing says what it is used on. */
export function rowsOf(entries: readonly Entry[]): Row[] {
  const told = new Set(entries.flatMap(({ kind, capability }) => (kind === 'capability' ? [] : [capability])));
  const news = entries.filter(({ kind, capability }) => kind !== 'capability' || !told.has(capability));
  return news.map(({ kind, capability, target, file, line, seen }) => ({
    verb: kind === 'policy' ? 'says' : capability === undefined ? 'does' : VERBS[capability],
    target,
    file,
    line,
    seen,
  }));
}

export function isPolicy({ kind }: Entry): boolean {
  return kind === 'policy';
}

/** What the change brought and nobody accepted; what somebody did; what was there before. */
export function sorted({ findings }: GateResult): Record<'brought' | 'accepted' | 'before', GateFinding[]> {
  return {
    brought: findings.filter(({ introduced, status }) => introduced && status === 'open'),
    accepted: findings.filter(({ introduced, status }) => introduced && status !== 'open'),
    before: findings.filter(({ introduced }) => !introduced),
  };
}

/** Findings that stand on one line of one file, the weightiest first. */
export interface Placed {
  readonly place: { readonly file: string; readonly line: number } | undefined;
  readonly findings: readonly GateFinding[];
}

/** Findings by their decisive place, in the order given: five rules on one line are one thing to look at. */
export function byPlace(findings: readonly GateFinding[]): Placed[] {
  const places = Map.groupBy(findings, ({ locations: [first], unit }) =>
    first === undefined ? `unit ${unit}` : JSON.stringify([first.file, first.line]),
  );
  return [...places.values()].map((here) => ({ place: here[0]?.locations[0], findings: here }));
}

/** What one person accepted for one reason. */
export interface Acceptance {
  /** Absent where the policy permits it. */
  readonly override: GateFinding['override'];
  readonly findings: readonly GateFinding[];
}

export function acceptances(accepted: readonly GateFinding[]): Acceptance[] {
  const groups = Map.groupBy(accepted, ({ override }) =>
    override === undefined ? '' : JSON.stringify([override.by, override.reason, day(override.expires)]),
  );
  return [...groups.values()].map((findings) => ({ override: findings[0]?.override, findings }));
}

const OPENING: Record<Decision, string> = {
  allow: 'Nothing in this change needs a person',
  review: 'A person should look at this change',
  block: 'This change should not be merged',
};

/** Why, in one sentence of our own words. */
export function headline(result: GateResult): string {
  const { brought, accepted } = sorted(result);
  const opening = OPENING[result.verdict.decision];
  // By the rules' own table: a result that somebody stored may say anything.
  const titles = [...new Set(brought.flatMap(({ rule }) => titleOf(rule)))].slice(0, 2).map(lowered);
  if (titles.length > 0) return `${opening}: ${sentenceOf(titles)}.`;
  const [first] = result.concerns;
  if (first !== undefined) return `${opening}: ${CONCERNS[first.kind]}.`;
  if (accepted.length > 0) return `${opening}: what was found has been accepted.`;
  const { added } = result.difference;
  return added.length === 0 ? `${opening}: it adds no behaviour.` : `${opening}: nothing was found in what it adds.`;
}

function titleOf(rule: string): string[] {
  return Object.hasOwn(RULES, rule) ? [RULES[rule as RuleId].title] : [];
}

const CONCERNS: Record<GateResult['concerns'][number]['kind'], string> = {
  'not-examined': 'a part of it was not examined',
  'out-of-time': 'time ended before all of it was examined',
  'ran-less': 'a program shows less than before',
  'read-only': 'a part of it could only be read',
  'gate-changed': 'it changes what changes are judged by',
};

/** Titles that name a deed are the change's; others are sentences of their own. */
function sentenceOf(titles: readonly string[]): string {
  const deeds = titles.filter((title) => /^[a-z]+s\b/.test(title));
  const others = titles.filter((title) => !deeds.includes(title));
  return [...(deeds.length > 0 ? [`it ${deeds.join(', and ')}`] : []), ...others].join('; ');
}

/** The base's and head's names, short. */
export function rangeOf({ base, head }: GateResult): string {
  return `${shortly(base)} … ${shortly(head)}`;
}

function shortly({ ref, commit }: GateResult['base']): string {
  const name = /^[\da-f]{40,64}$/.test(ref) ? ref.slice(0, 12) : ref;
  return /^[\da-f]{40,64}$/.test(commit) && !commit.startsWith(name) ? `${name} (${commit.slice(0, 8)})` : name;
}

/** An ISO date-time to the day; what is none, is not told. */
export function day(iso: string): string {
  return /^\d{4}-\d\d-\d\d/.exec(iso)?.[0] ?? 'no day';
}

/** The file that a unit stands in: a part of one is called `file#part`, and a file's own name may hold a `#`. */
export function fileOfUnit(name: string, { units }: Pick<GateResult, 'units'>): string {
  const files = units.find((unit) => unit.name === name)?.files ?? [];
  return files.find((file) => name === file || name.startsWith(`${file}#`)) ?? name;
}
