import type { Flow, Site } from '../inspect/site.ts';
import type { Decision, Finding } from '../judge/finding.ts';
import { type SourceLines, sourceLines } from '../judge/source.ts';
import type { Event } from '../observe/event.ts';
import type { Sample } from '../sample/sample.ts';
import type { Report } from './report.ts';

/** Files of a sample, as far as whoever writes a report has them: none where a stored report is written anew. */
export type Sources = Pick<Sample, 'files'>;

/** A place in the sample. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A finding with all that its evidence names. Texts are as they are in the report: hostile. */
export interface FindingView {
  readonly finding: Finding;
  /** The decisive place; absent where the finding has none. */
  readonly place?: Place;
  /** The same, or the beginning of the entry, for formats that need one. */
  readonly at: Place;
  readonly others: readonly Place[];
  /** The line as it is written, cut at a bounded length; empty where the source is not at hand. */
  readonly written: string;
  /** The site that stands at the decisive line. */
  readonly site?: Site;
  readonly flows: readonly Flow[];
  readonly events: readonly Event[];
}

/** A report prepared once for every format: what is open, what was accepted, and why the verdict is what it is. */
export interface ReportView {
  readonly report: Report;
  readonly lines: SourceLines;
  readonly open: readonly FindingView[];
  readonly accepted: readonly FindingView[];
  /** All of them in the order of the report. */
  readonly findings: readonly FindingView[];
  /** One sentence in our words, without text of the sample's. */
  readonly why: string;
}

export function viewOf(report: Report, sources: Sources): ReportView {
  const lines = sourceLines(sources);
  const known = {
    sites: byId(report.sites),
    flows: byId(report.flows),
    events: byId(report.runs.flatMap(({ events }) => events)),
  };
  const findings = report.findings.map((finding) => findingView(finding, report, lines, known));
  const open = findings.filter(({ finding }) => finding.status === 'open');
  return {
    report,
    lines,
    findings,
    open,
    accepted: findings.filter(({ finding }) => finding.status !== 'open'),
    why: reasonOf(report, open),
  };
}

interface Known {
  readonly sites: ReadonlyMap<string, Site>;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly events: ReadonlyMap<string, Event>;
}

function findingView(finding: Finding, report: Report, lines: SourceLines, known: Known): FindingView {
  const [place, ...others] = finding.locations;
  const sites = finding.evidence.flatMap((id) => known.sites.get(id) ?? []);
  const site = sites.find(({ file, line }) => file === place?.file && line === place.line);
  return {
    finding,
    ...(place !== undefined && { place }),
    at: place ?? { file: report.sample.entry, line: 1 },
    others,
    written: place === undefined ? '' : lines.text(place.file, place.line, place.line),
    ...(site !== undefined && { site }),
    flows: finding.evidence.flatMap((id) => known.flows.get(id) ?? []),
    events: finding.evidence.flatMap((id) => known.events.get(id) ?? []),
  };
}

/** Who accepted a finding, why and until when, in a sentence; quotes hostile text. Empty for one that is open. */
export function acceptance({ status, override }: Finding): string {
  if (status === 'open') return '';
  if (override === undefined) return 'accepted: the policy permits it';
  return `accepted by ${override.by} until ${override.expires}: ${override.reason}`;
}

const OPENING: Record<Decision, string> = {
  allow: 'Allowed',
  review: 'A person should look at it',
  block: 'Blocked',
};

/** Titles of rules are ours: no text of the sample's is in them. */
function reasonOf({ coverage, runs, verdict }: Report, open: readonly FindingView[]): string {
  const opening = OPENING[verdict.decision];
  const ran = seenRunning(coverage.sites, runs.length);
  if (open.length === 0) return `${opening}: nothing was found, and ${ran}.`;
  const [first, second] = [...new Set(open.map(({ finding }) => finding.title))];
  const more = open.length === 1 ? 'one finding' : `${open.length} findings`;
  const titles = second === undefined ? first : `${first}; ${lowered(second)}`;
  return `${opening}: ${lowered(titles ?? '')} (${more}; ${ran}).`;
}

function seenRunning({ found, executed }: Report['coverage']['sites'], runs: number): string {
  if (runs === 0) return 'nothing was run';
  if (found === 0) return 'no place in it could act on the world';
  const them = executed === found ? `all ${found}` : `${executed} of ${found}`;
  return found === 1 && executed === 1
    ? 'the one place that could act was seen running'
    : `${them} places that could act were seen running`;
}

/** A title goes on in a sentence, unless it begins with a name. */
export function lowered(title: string): string {
  return /^[A-Z](?![A-Z])/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Reading its own libraries and files, importing and looking at the clock is no news. */
export function isRoutine(event: Event): boolean {
  return (
    event.capability === 'code.import' ||
    event.capability === 'clock.read' ||
    (event.capability === 'file.read' &&
      /^\/(usr|lib|lib64|work|glovebox|proc\/self\/|etc\/(ld|ssl|localtime|nsswitch))/.test(event.target))
  );
}
