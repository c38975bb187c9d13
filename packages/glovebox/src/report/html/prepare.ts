import { behavioursOf } from '../../explore/behaviour.ts';
import { policyLine } from '../policy-source.ts';
import type { Report } from '../report.ts';
import { type Sources, viewOf } from '../view.ts';
import { pageFinding } from './findings.ts';
import type { Page, PageRun } from './page.ts';
import { filesShown, pageFiles, placing } from './places.ts';
import { pageRun } from './runs.ts';
import { words } from './words.ts';

const MOST_FINDINGS = 500;
const MOST_RUNS = 60;
/** Of all runs together, those of earlier runs first. */
const MOST_EVENTS = 20_000;
const MOST_BEHAVIOURS = 100;
const MOST_IGNORED = 20;

/** Everything the page of a report shows: bounded, neutralised, and prepared so that its script has only to draw it. */
export function pageOf(report: Report, sources: Sources): Page {
  const view = viewOf(report, sources);
  const shown = filesShown(report, sources);
  const place = placing(shown);
  const findings = [...view.open, ...view.accepted].slice(0, MOST_FINDINGS);
  const runs = pageRuns(report, place);
  const { sample, verdict, coverage } = report;
  return {
    entry: words(sample.entry, 200),
    language: sample.language,
    sampleId: sample.id,
    verdict: {
      decision: verdict.decision,
      risk: verdict.risk,
      why: words(view.why, 600),
      lower: (verdict.lower ?? []).slice(0, 12).map((sentence) => words(sentence, 400)),
    },
    findings: findings.map((finding) => pageFinding(finding, place)),
    files: pageFiles(report, sources, shown),
    ...(shown.length === 0 && { noSource: 'The source is not at hand: a stored report holds none.' }),
    runs,
    behaviours: behaviours(report, runs),
    unreached: (report.unreached ?? []).map(({ file, line, capability, reason }) => ({
      place: place({ file, line }),
      capability,
      reason: words(reason, 300),
    })),
    coverage: {
      sites: `${coverage.sites.executed} of ${coverage.sites.found}`,
      lines: lineCount(coverage.lines),
    },
    engine: { version: words(report.engine.version, 40), policy: words(report.engine.policy, 80) },
    totalMs: report.timings.totalMs,
    notes: notesOf(report),
    leftOut: leftOut(report, runs, findings.length, sources.files.length - shown.length),
  };
}

/** Empty where nothing counted lines. */
function lineCount({ executable, executed, complete }: Report['coverage']['lines']): string {
  if (executable === 0 || (executed === 0 && !complete)) return '';
  return `${complete ? '' : 'at least '}${executed} of ${executable}`;
}

function notesOf(report: Report): Page['notes'] {
  const { engine, overrides } = report;
  const policy = policyLine(report);
  const ignored = (overrides?.ignored ?? []).slice(0, MOST_IGNORED);
  return [
    ...(engine.cached === undefined
      ? []
      : [`Examined before, at ${engine.cached.examined}, and kept: times are of then.`]),
    ...(policy === '' ? [] : [`Policy: ${policy}.`]),
    ...ignored.map(({ id, message }) => `The override ${id} does not count: ${message}`),
  ].map((note) => words(note, 500));
}

function pageRuns(report: Report, place: ReturnType<typeof placing>): PageRun[] {
  let room = MOST_EVENTS;
  return report.runs.slice(0, MOST_RUNS).map((run) => {
    const drawn = pageRun(run, room, place);
    room -= drawn.events.length;
    return drawn;
  });
}

function behaviours({ runs }: Report, drawn: readonly PageRun[]): Page['behaviours'] {
  if (runs.length < 2) return [];
  const index = new Map(drawn.map(({ id }, at) => [id, at]));
  return behavioursOf(runs)
    .slice(0, MOST_BEHAVIOURS)
    .map(({ capability, target, runs: ids }) => ({
      capability,
      target: words(target, 200),
      runs: ids.flatMap((id) => index.get(id) ?? []),
    }));
}

function leftOut(report: Report, runs: readonly PageRun[], findings: number, files: number): string[] {
  const events = runs.reduce((sum, run) => sum + run.eventsMore, 0);
  const counts: [number, string][] = [
    [report.findings.length - findings, 'findings'],
    [report.runs.length - runs.length, 'runs'],
    [events, 'events'],
    [files, 'files'],
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
