import { createHash } from 'node:crypto';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { type FindingView, type Place, type Sources, viewOf } from '../view.ts';
import { artifact, MOST_RESULTS, ruleIndices, sarifLog, sarifResult } from './sarif-log.ts';
import { plain } from './sarif-rules.ts';

const LONGEST_SNIPPET = 400;
/** Of each result GitHub takes 100 places, and 1,000 steps of all its ways together. */
const MOST_PLACES = 100;
const MOST_WAYS = 10;
const MOST_STEPS = 100;
const MOST_ARTIFACTS = 5_000;

/**
 * A report as SARIF 2.1.0: a result for each finding, with ways of data and chains as code flows and accepted findings as
 * suppressed. Paths are relative to the sample. Text of the sample's is neutralised, and never a link.
 */
export function renderSarif(report: Report, sources: Sources): string {
  const { open, accepted, lines } = viewOf(report, sources);
  const shown = [...open, ...accepted].slice(0, MOST_RESULTS);
  const findings = shown.map(({ finding }) => finding);
  const indices = ruleIndices(findings);
  const locate: Locate = ({ file, line }, column) => {
    const text = neutralizeShort(lines.text(file, line, line), LONGEST_SNIPPET);
    return {
      physicalLocation: {
        artifactLocation: artifact(file),
        region: {
          startLine: line,
          ...(column !== undefined && { startColumn: column }),
          ...(text !== '' && { snippet: { text } }),
        },
      },
    };
  };
  return sarifLog({
    engineVersion: report.engine.version,
    findings,
    root: 'The folder of the sample.',
    run: {
      artifacts: artifactsOf(report, sources),
      results: shown.map((view) => resultOf(view, indices.get(view.finding.rule) ?? 0, locate)),
      invocations: [{ executionSuccessful: true, properties: invocationOf(report) }],
      properties: { decision: report.verdict.decision, risk: report.verdict.risk, policy: report.engine.policy },
    },
  });
}

type Locate = (place: Place, column?: number) => object;

function resultOf({ finding, at, others, site, flows }: FindingView, ruleIndex: number, locate: Locate): object {
  const related = others.slice(0, MOST_PLACES - 1).map((place, index) => ({ id: index + 1, ...locate(place) }));
  const ways = [...flows.map(({ steps }) => steps), chainOf(finding.steps ?? [])]
    .filter((way) => way.length > 0)
    .slice(0, MOST_WAYS);
  return {
    ...sarifResult(finding, ruleIndex, { evidence: finding.evidence }),
    locations: [locate(at, site?.column)],
    ...(related.length > 0 && { relatedLocations: related }),
    ...(ways.length > 0 && { codeFlows: ways.map((way) => codeFlow(way, locate)) }),
  };
}

interface Step extends Place {
  readonly what: string;
}

/** Steps of a chain that happened at a line; the others have no place to show. */
function chainOf(steps: NonNullable<FindingView['finding']['steps']>): Step[] {
  return steps.flatMap(({ what, file, line }) => (file && line ? [{ what, file, line }] : []));
}

function codeFlow(way: readonly Step[], locate: Locate): object {
  const locations = way.slice(0, MOST_STEPS).map((step) => ({
    location: { ...locate(step), message: { text: plain(step.what) } },
  }));
  return { threadFlows: [{ locations }] };
}

/** What was examined, with digests where the files are at hand. */
function artifactsOf({ sample }: Report, { files }: Sources): object[] {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  return sample.files.slice(0, MOST_ARTIFACTS).map((file) => {
    const content = contents.get(file);
    return {
      location: artifact(file),
      roles: ['analysisTarget'],
      ...(content !== undefined && {
        length: content.length,
        hashes: { 'sha-256': createHash('sha256').update(content).digest('hex') },
      }),
    };
  });
}

function invocationOf({ runs, coverage, timings }: Report): object {
  return { runs: runs.length, backend: runs[0]?.backend, sites: coverage.sites, totalMs: timings.totalMs };
}
