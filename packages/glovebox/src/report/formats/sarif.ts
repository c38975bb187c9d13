import { createHash } from 'node:crypto';
import { renderJson } from '../json.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { acceptance, type FindingView, type Place, type Sources, viewOf } from '../view.ts';
import { uriOf } from './place.ts';
import { descriptorsOf, LEVELS, plain, SECURITY_SEVERITY, taxonomyOf, weaknessesOf } from './sarif-rules.ts';

export const ROOT = 'SRCROOT';
const LONGEST_SNIPPET = 400;
/** GitHub takes the weightiest 5,000 results of a run, 100 places of each, and 1,000 steps of all its ways together. */
const MOST_RESULTS = 5_000;
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
  const taxa = weaknessesOf(findings);
  const rules = [...new Set(findings.map(({ rule }) => rule))];
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
  return renderJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Glovebox',
            semanticVersion: report.engine.version,
            rules: descriptorsOf(findings, taxa),
            ...(taxa.length > 0 && { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
          },
        },
        ...(taxa.length > 0 && { taxonomies: [taxonomyOf(taxa)] }),
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder of the sample.' } } },
        artifacts: artifactsOf(report, sources),
        results: shown.map((view) => resultOf(view, rules.indexOf(view.finding.rule), locate)),
        invocations: [{ executionSuccessful: true, properties: invocationOf(report) }],
        properties: { decision: report.verdict.decision, risk: report.verdict.risk, policy: report.engine.policy },
      },
    ],
  });
}

type Locate = (place: Place, column?: number) => object;

function resultOf({ finding, at, others, site, flows }: FindingView, ruleIndex: number, locate: Locate): object {
  const related = others.slice(0, MOST_PLACES - 1).map((place, index) => ({ id: index + 1, ...locate(place) }));
  const ways = [...flows.map(({ steps }) => steps), chainOf(finding.steps ?? [])]
    .filter((way) => way.length > 0)
    .slice(0, MOST_WAYS);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    kind: 'fail',
    message: { text: `${plain(finding.title)}. ${plain(finding.message)}` },
    locations: [locate(at, site?.column)],
    ...(related.length > 0 && { relatedLocations: related }),
    ...(finding.fingerprint !== undefined && { partialFingerprints: { 'glovebox/v1': finding.fingerprint } }),
    ...(ways.length > 0 && { codeFlows: ways.map((way) => codeFlow(way, locate)) }),
    ...(finding.status === 'overridden' && {
      suppressions: [{ kind: 'external', justification: plain(acceptance(finding)) }],
    }),
    properties: {
      severity: finding.severity,
      'security-severity': SECURITY_SEVERITY[finding.severity],
      evidence: finding.evidence,
    },
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

export function artifact(file: string): object {
  return { uri: uriOf(file), uriBaseId: ROOT };
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
