import type { Mark, MarkKind } from '../inspect/marks/mark.ts';
import type { Flow, Inspection } from '../inspect/site.ts';
import type { SeenStep } from './chains/chain.ts';
import type { Fact } from './fact.ts';
import type { Finding } from './finding.ts';
import { matchesAny } from './match.ts';
import type { FlowPattern, Pattern, Rule } from './rule.ts';

/** What a rule found in one place: facts that support it, the decisive one first. */
export interface Match {
  readonly facts: readonly Fact[];
  /** Data that comes to the decisive fact, and the way it took. */
  readonly flows?: readonly Flow[];
  /** Of a chain: what was seen, in the order of time. */
  readonly steps?: readonly SeenStep[];
  /** Id of the run whose end is the evidence. */
  readonly run?: string;
  /** Said of a match that rests on no fact: how a run ended, what a parser refused. */
  readonly target?: string;
  readonly location?: { readonly file: string; readonly line: number };
}

/** A rule that matches on a thousand lines says so once for each of the first, and the rest join the last of those. */
export const MAX_FINDINGS_OF_RULE = 20;
const MAX_EVIDENCE = 50;
const MAX_LOCATIONS = 50;
const LONGEST_QUOTE = 160;

export type FactsByLine = ReadonlyMap<string, readonly Fact[]>;

export function groupByLine(facts: readonly Fact[]): FactsByLine {
  return Map.groupBy(facts, lineOf);
}

function lineOf(fact: Fact): string {
  return `${fact.file}:${fact.line}`;
}

/** Everything of one line together, lines in the order they were met; what has no line joins the first that has one. */
export function matchAny(patterns: readonly Pattern[], facts: readonly Fact[]): Match[] {
  const found = facts.filter((fact) => matchesAny(fact, patterns));
  const located = found.filter((fact) => fact.line !== undefined);
  const placeless = found.filter((fact) => fact.line === undefined);
  const groups = [...Map.groupBy(located, lineOf).values()];
  const kept = groups.slice(0, MAX_FINDINGS_OF_RULE);
  const rest = groups.slice(MAX_FINDINGS_OF_RULE).flat();
  kept.at(-1)?.push(...rest);
  if (kept.length === 0) return placeless.length > 0 ? [{ facts: placeless }] : [];
  kept[0]?.push(...placeless);
  return kept.map((group) => ({ facts: group }));
}

/** One match when every group occurs; where nothing but events says so, the decisive one must not come before all others. */
export function matchAll(groups: readonly (readonly Pattern[])[], decisive: number, facts: readonly Fact[]): Match[] {
  const found = groups.map((patterns) => facts.filter((fact) => matchesAny(fact, patterns)));
  if (found.some((group) => group.length === 0)) return [];
  const main = found[decisive] ?? [];
  const others = found.filter((_, index) => index !== decisive);
  if (!others.every((group) => canPrecede(group, main))) return [];
  const located = main.filter((fact) => fact.line !== undefined);
  const first = located.find((fact) => fact.witness === 'source') ?? located[0] ?? main[0];
  const rest = [...main, ...others.flat()].filter((fact) => fact !== first);
  return first === undefined ? [] : [{ facts: [first, ...rest] }];
}

/** One match for each line that is marked. */
export function matchMarks(kinds: readonly MarkKind[], marks: readonly Mark[]): Match[] {
  return marks
    .filter(({ kind }) => kinds.includes(kind))
    .slice(0, MAX_FINDINGS_OF_RULE)
    .map(({ file, line, text }) => ({ facts: [], target: text, location: { file, line } }));
}

function canPrecede(before: readonly Fact[], after: readonly Fact[]): boolean {
  const times = (facts: readonly Fact[]) => facts.map((fact) => fact.atMs).filter((time) => time !== undefined);
  const start = times(before);
  const end = times(after);
  if (start.length < before.length || end.length < after.length) return true;
  return Math.min(...start) <= Math.max(...end);
}

/** Every line that data of the kind reaches, with all flows that end there. */
export function matchFlows(
  { from, source, to, marked, part }: FlowPattern,
  { flows, marks = [] }: Pick<Inspection, 'flows' | 'marks'>,
  facts: readonly Fact[],
): Match[] {
  const found = flows.filter(
    (flow) =>
      from.includes(flow.from) &&
      (source?.test(flow.source) ?? true) &&
      (part === undefined || flow.part === undefined || part.includes(flow.part)),
  );
  const bySite = Map.groupBy(found, ({ sink }) => sink);
  if (bySite.size === 0) return [];
  const ends = facts.filter((fact) => bySite.has(fact.id));
  const reached = matchAny(to, ends).map((match) => ({
    ...match,
    flows: match.facts.flatMap(({ id }) => bySite.get(id) ?? []),
  }));
  if (marked === undefined) return reached;
  const atMarks = marks.flatMap(({ kind, file, line, text }, index): Match[] => {
    const arriving = bySite.get(`mark:${index + 1}`);
    if (arriving === undefined || !marked.includes(kind)) return [];
    return [{ facts: [], flows: arriving, target: text, location: { file, line } }];
  });
  return [...reached, ...atMarks.slice(0, MAX_FINDINGS_OF_RULE)];
}

/** The finding a match makes. `facts` are all there are by line: what happened on the decisive line supports it as well. */
export function findingOf(id: string, rule: Rule, match: Match, facts: FactsByLine): Finding {
  const [first] = match.facts;
  const ids = [...match.facts, ...corroboration(match, facts)].map((fact) => fact.id);
  const evidence = [
    ...ids,
    ...match.facts.flatMap(({ captured }) => captured ?? []),
    ...(match.flows ?? []).map(({ id: flow }) => flow),
    ...(match.run === undefined ? [] : [match.run]),
  ];
  return {
    rule: id,
    severity: rule.severity,
    title: rule.title,
    ...(rule.capability !== undefined && { capability: rule.capability }),
    locations: locationsOf(match),
    evidence: [...new Set(evidence)].slice(0, MAX_EVIDENCE),
    message: fill(rule.message, first, match),
    ...(match.steps !== undefined && { steps: [...match.steps] }),
    remedy: rule.remedy,
    ...(rule.cwe !== undefined && { cwe: [...rule.cwe] }),
    ...(rule.attack !== undefined && { attack: [...rule.attack] }),
    status: 'open',
  };
}

/** Events of the decisive line that act on the same thing: the site's own doing, seen from outside. */
function corroboration(match: Match, facts: FactsByLine): Fact[] {
  const [first] = match.facts;
  if (first?.line === undefined) return [];
  const here = facts.get(lineOf(first)) ?? [];
  return here.filter((fact) => fact.witness !== 'source' && isAboutSame(fact, first)).slice(0, MAX_EVIDENCE);
}

function isAboutSame(event: Fact, first: Fact): boolean {
  // Announced, and done to nothing: `kill -9` of a list that came out empty.
  if (/^(-\w{1,12})?$/.test(event.target ?? '')) return false;
  if (first.target !== undefined && event.target === first.target) return true;
  if (event.capability !== first.capability) return false;
  return (
    first.target === undefined || first.places.size === 0 || [...first.places].some((place) => event.places.has(place))
  );
}

function locationsOf(match: Match): Finding['locations'] {
  const places = new Map<string, { file: string; line: number }>();
  const { location } = match;
  if (location !== undefined) places.set(`${location.file}:${location.line}`, location);
  for (const { file, line } of match.facts) {
    if (file !== undefined && line !== undefined) places.set(`${file}:${line}`, { file, line });
  }
  for (const { steps } of match.flows ?? []) {
    for (const { file, line } of steps) places.set(`${file}:${line}`, { file, line });
  }
  return [...places.values()].slice(0, MAX_LOCATIONS);
}

function fill(template: string, fact: Fact | undefined, { target, flows }: Match): string {
  const values: Record<string, string> = {
    callee: fact?.callee ?? 'it',
    target: quote(target ?? fact?.target),
    source: quote(flows?.[0]?.source),
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '').replace(/\s+([.:])/g, '$1');
}

function quote(text: string | undefined): string {
  if (text === undefined) return 'what is not known before it runs';
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
