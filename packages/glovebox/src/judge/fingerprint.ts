import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { HOLE } from '../inspect/resolve/value.ts';
import type { Flow, Site } from '../inspect/site.ts';
import type { Event } from '../observe/event.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from '../sandbox/run.ts';
import { actsOf } from './acts.ts';
import type { FactsByLine, Match } from './evaluate.ts';
import type { Fact } from './fact.ts';
import type { Finding } from './finding.ts';
import { linesIn } from './lines.ts';
import { type Line, originsIn } from './origin.ts';
import type { RuleId } from './rules/table.ts';

/** What tells findings apart is told from. */
export interface Examined {
  readonly sample: Sample;
  readonly sites: readonly Site[];
  readonly runs: readonly Run[];
  readonly byLine: FactsByLine;
}

/** A finding and what it was made of, all of it: a finding itself holds the first of that alone. */
export interface Matched {
  readonly finding: Finding;
  readonly match: Match;
  /** There may be more such findings than are told. */
  readonly cut: boolean;
}

/** Rules that say what could not be looked at: nothing less than the same bytes is the same. */
const BLIND: ReadonlySet<string> = new Set<RuleId>(['syntax-error', 'not-inspected', 'evidence-incomplete']);

/** Findings told from each other, in the same order: with what is written there, what was seen of it, and both in one. */
export function withFingerprints(all: readonly Matched[], examined: Examined): Finding[] {
  const reader = readerOf(examined);
  const met = new Map<string, number>();
  return all.map(({ finding, match, cut }) => {
    const written = reader.written(finding, match, cut);
    const seen = reader.seen(finding, match);
    // The same line twice in a file is two findings.
    const place = `${finding.locations[0]?.file} ${written}`;
    const nth = (met.get(place) ?? 0) + 1;
    met.set(place, nth);
    const numbered = digestOf([written, nth]);
    return { ...finding, written: numbered, seen: bounded(seen), fingerprint: digestOf([numbered, seen]) };
  });
}

interface Reader {
  /** A digest of what the source says: rule, file, lines, callees with their arguments, ways of data. */
  written(finding: Finding, match: Match, cut: boolean): string;
  /** What was seen of it, and on its decisive line: a lighter finding there may have given way to this one. */
  seen(finding: Finding, match: Match): string[];
}

function readerOf({ sample, sites, runs, byLine }: Examined): Reader {
  const text = wholeLines(sample);
  const origins = originsIn(sample);
  const siteById = new Map(sites.map((site) => [site.id, site]));
  let events: ReadonlyMap<string, Event> | undefined;
  return { written, seen };

  function written(finding: Finding, match: Match, cut: boolean): string {
    const facts = factsOf(finding, match);
    const used = sitesOf(facts).filter(({ captured }) => captured === undefined);
    const [first] = finding.locations;
    return digestOf([
      finding.rule,
      finding.severity,
      first === undefined ? '' : posix.basename(first.file),
      textsOf(linesOf(finding, match, used)),
      distinct(used.map(saidBy)),
      distinct((match.flows ?? []).map((flow) => saidOf(flow, siteById))),
      distinct((match.steps ?? []).map(({ what }) => what.split(': ', 1)[0] ?? '')),
      facts.length > 0 || match.run !== undefined ? '' : toldOf(finding, match),
      originOf(used),
      BLIND.has(finding.rule) ? contentOf(first?.file, sample) : '',
      // Who accepts all that are told has not accepted the next one.
      cut || used.some(({ line, endLine }) => endLine - line >= MOST_SPANNED) ? contentOf(undefined, sample) : '',
    ]);
  }

  function textsOf(lines: readonly Line[]): string[] {
    const once = new Map(lines.map((place) => [`${place.line} ${place.file}`, place]));
    return distinct([...once.values()].map(text));
  }

  /** The decisive lines, those of every site as far as it reaches, and those that data takes its way over. */
  function linesOf(finding: Finding, { location, flows = [] }: Match, used: readonly Site[]): Line[] {
    const [first] = finding.locations;
    return [
      ...(first === undefined ? [] : [first]),
      ...(location === undefined ? [] : [location]),
      ...used.flatMap(({ file, line, endLine }) => spanOf(file, line, endLine)),
      ...flows.flatMap(({ steps }) => steps),
    ];
  }

  /** Where the source does not say what is acted on, or something is handed over: what it is made of. */
  function originOf(used: readonly Site[]): readonly string[] {
    const open = used.filter(
      ({ target, capability }) =>
        (target === undefined || target.includes(HOLE) || HANDS_OVER.test(capability)) && !IDLE.test(capability),
    );
    if (open.length === 0) return [];
    const lines = open.flatMap(({ file, line, endLine }) => spanOf(file, line, endLine));
    return (
      origins.of(
        lines,
        open.map(({ callee }) => callee),
      ) ?? [contentOf(undefined, sample)]
    );
  }

  function factsOf({ locations: [first] }: Finding, { facts }: Match): Fact[] {
    const here = first === undefined || facts.length === 0 ? [] : (byLine.get(`${first.file}:${first.line}`) ?? []);
    return [...new Set([...facts, ...here])];
  }

  function sitesOf(facts: readonly Fact[]): Site[] {
    return facts.flatMap(({ id }) => siteById.get(id) ?? []);
  }

  /** Code that was captured while it ran is no code that is written: where it acts on what chance names, so does it. */
  function seen(finding: Finding, match: Match): string[] {
    events ??= new Map(runs.flatMap((run) => run.events.map((event) => [event.id, event])));
    const known = events;
    const facts = factsOf(finding, match);
    const done = facts.flatMap(({ id }) => known.get(id) ?? []);
    const inCaptured = sitesOf(facts).filter(({ captured }) => captured !== undefined);
    const told = match.run === undefined ? [] : [toldOf(finding, match)];
    return distinct([
      ...actsOf([...done, ...inCaptured.map(({ capability, callee, target = callee }) => ({ capability, target }))]),
      ...told,
    ]);
  }
}

/** What goes there is as telling as where it goes. */
const HANDS_OVER = /^(network\.send|file\.write)$/;

/** They act on nothing. */
const IDLE = /^(clock\.|code\.import$|system\.probe$)/;

/** Of an expression that goes on for longer, the file says what stands there. */
const MOST_SPANNED = 200;

function spanOf(file: string, from: number, to: number): Line[] {
  return Array.from({ length: Math.min(to - from + 1, MOST_SPANNED) }, (_, index) => ({ file, line: from + index }));
}

function saidBy({ capability, callee, target = '', arguments: given = {}, inner = [] }: Site): string {
  const layers = inner.map(({ by, decoder = '', code }) => [by, decoder, code]);
  return JSON.stringify([capability, callee, target, Object.entries(given).sort(), layers]);
}

function saidOf({ from, source, part, sink }: Flow, sites: ReadonlyMap<string, Site>): string {
  const site = sites.get(sink);
  return JSON.stringify([from, source, part ?? '', site === undefined ? 'mark' : saidBy(site)]);
}

/** What is said of how a run went, but for its seconds, bytes and counts. Where a decoy went to is said in full. */
function toldOf({ rule }: Finding, { run, target = '' }: Match): string {
  // A decoy is found in what was sent in one encoding or another: in which first, chance decides.
  if (rule.startsWith('canary-')) return target.replace(/, as [\w +-]{1,40}(?=$|, in )/, '');
  const counts = run !== undefined || rule === 'evidence-incomplete';
  return counts ? target.replace(/(?<![^\s(])\d+(?:\.\d+)?(?![^\s,;)%])/g, '#') : target;
}

/** The line, however it is indented and spaced; the whole of it, other than where it is only looked at. */
function wholeLines({ files, language }: Pick<Sample, 'files' | 'language'>): (place: Line) => string {
  const split = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const known = split.get(file) ?? read(file);
    return (known[line - 1] ?? '').replace(/[ \t\f\v]+/g, ' ').trim();
  };

  function read(name: string): readonly string[] {
    const content = files.find(({ path }) => path === name)?.content ?? new Uint8Array();
    // Byte by byte: what is no UTF-8 is not all the same.
    const lines = linesIn(name, Buffer.from(content).toString('latin1'), language);
    split.set(name, lines);
    return lines;
  }
}

/** One file's bytes, or without a name those of all. */
function contentOf(name: string | undefined, { files }: Pick<Sample, 'files'>): string {
  const hash = createHash('sha256');
  for (const { path, content } of files)
    if (name === undefined || path === name) hash.update(`${content.length} `).update(content);
  return hash.digest('hex');
}

const MOST_SEEN = 50;

/** More than a person reads is one entry, which changes with each of them. */
function bounded(seen: readonly string[]): string[] {
  if (seen.length <= MOST_SEEN) return [...seen];
  const rest = seen.slice(MOST_SEEN - 1);
  return [...seen.slice(0, MOST_SEEN - 1), `and ${rest.length} more, sha256:${digestOf(rest)}`];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function digestOf(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
