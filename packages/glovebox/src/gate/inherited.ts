import { posix } from 'node:path';
import { type Finding, SEVERITIES } from '../judge/finding.ts';
import { type SourceLines, sourceLines } from '../judge/source.ts';
import type { Report } from '../report/report.ts';
import type { Seen } from './behaviour.ts';
import { normalCommand } from './normal.ts';
import { type Place, placeIn, type UnitSide } from './unit.ts';

/** A finding with what tells whether another commit has the same one. */
export interface Trace {
  readonly finding: Finding;
  /** Where it stands in the repository; absent where it has no place. */
  readonly place: Place | undefined;
  /** What is written there, without its spaces. */
  readonly written: string;
  /** The function it stands in, '' at the top. */
  readonly within: string;
  /** What the source does there, by capability, callee and target, in order. */
  readonly acts: string;
  /** What it acts on is not all written there. */
  readonly isOpen: boolean;
  readonly seen: Seen;
}

/** What the findings of a report stand on. */
export function tracesOf(report: Report, side: UnitSide): Trace[] {
  const lines = sourceLines(side.sample);
  const sites = new Map(report.sites.map((site) => [site.id, site]));
  const events = new Map(report.runs.flatMap((run) => run.events).map((event) => [event.id, event]));
  return report.findings.map((finding) => {
    const [first] = finding.locations;
    const own = finding.evidence.flatMap((id) => sites.get(id) ?? []);
    const seen = finding.evidence.flatMap((id) => events.get(id) ?? []);
    const site = own.find(({ file, line }) => file === first?.file && line === first.line) ?? own[0];
    const acts = own.map(({ capability, callee, target = '' }) => `${capability} ${callee} ${normalCommand(target)}`);
    return {
      finding,
      place: first === undefined ? undefined : placeIn(side, first.file, first.line),
      written: first === undefined ? '' : writtenAt(lines, first.file, first.line),
      within: site?.within ?? '',
      acts: [...new Set(acts)].sort().join('\n'),
      isOpen: own.some(({ target, capability }) => target === undefined && !IDLE.test(capability)),
      seen: seen.some(({ exercised, forced }) => !exercised && !forced)
        ? 2
        : seen.length > 0 || own.some(({ executed }) => executed)
          ? 1
          : 0,
    };
  });
}

/** They act on nothing. */
const IDLE = /^(clock\.|code\.import$|system\.probe$)/;

function writtenAt(lines: SourceLines, file: string, line: number): string {
  return lines.text(file, line, line).replace(/\s+/g, '');
}

/** What of the base may have become what of the head. */
export interface Correspondence {
  /** Path at head of a path at base. */
  readonly pathNow: (path: string) => string;
  /** Whether the change names a function where it was not named: then it may be called where it was not. */
  readonly isNewlyNamed: (name: string) => boolean;
}

/**
 * For each of the head's findings whether it was there before. It was where the same stands in the same function of the same file,
 * however its lines moved, or where the same was seen done before and is seen done now, wherever it stands. It is the author's all
 * the same where it is worse now: weightier, done to something else, seen done where it was only written, or in a function that the
 * change newly names.
 */
export function inherited(
  head: readonly Trace[],
  base: readonly Trace[],
  { pathNow, isNewlyNamed }: Correspondence,
): boolean[] {
  const rest = [...base];
  const was = head.map(() => false);
  // Those that stayed are matched first: none of them is taken for one that moved.
  for (const isSame of [stayed, isDoneAgain])
    head.forEach((now, index) => {
      if (was[index]) return;
      const at = rest.findIndex((old) => isSame(now, old, pathNow) && doesTheSame(now, old) && !isWorse(now, old));
      if (at === -1) return;
      rest.splice(at, 1);
      was[index] = now.within === '' || !isWeighty(now) || !isNewlyNamed(now.within);
    });
  return was;
}

function stayed(now: Trace, old: Trace, pathNow: Correspondence['pathNow']): boolean {
  return now.within === old.within && now.place?.file === (old.place && pathNow(old.place.file));
}

function isDoneAgain(now: Trace, old: Trace): boolean {
  return now.seen > 0 && old.seen > 0;
}

/** What is written and what its values are made of is the same, and nothing was seen of it that had not been seen. */
function doesTheSame(now: Trace, old: Trace): boolean {
  if (now.finding.rule !== old.finding.rule) return false;
  const seen = new Set(old.finding.seen);
  if (old.seen > 0 && !(now.finding.seen ?? []).every((act) => seen.has(act))) return false;
  if (now.finding.written !== undefined && now.finding.written === old.finding.written) return true;
  // The digest holds the file's name: under another one the line, what it does and what was seen have to say it all.
  const isTold = now.acts !== '' || (now.seen > 0 && old.seen > 0);
  return isRenamed(now, old) && isTold && now.written === old.written && now.acts === old.acts && !now.isOpen;
}

function isRenamed({ place: now }: Trace, { place: old }: Trace): boolean {
  return now !== undefined && old !== undefined && posix.basename(now.file) !== posix.basename(old.file);
}

function isWorse(now: Trace, old: Trace): boolean {
  return now.seen > old.seen || severityOf(now) > severityOf(old);
}

function isWeighty(trace: Trace): boolean {
  return severityOf(trace) >= SEVERITIES.indexOf('high');
}

function severityOf({ finding }: Trace): number {
  return SEVERITIES.indexOf(finding.severity);
}
