import type { Finding, Severity } from '../../judge/finding.ts';
import { RULES, type RuleId } from '../../judge/rules/table.ts';
import { sourceLines } from '../../judge/source.ts';
import type { Sample } from '../../sample/sample.ts';
import { renderJson } from '../json.ts';
import { neutralize, neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { placeOf, uriOf } from './place.ts';

const LEVELS = { low: 'note', medium: 'warning', high: 'error', critical: 'error' } as const;
/** As services that show findings sort them: above 9 is critical, above 7 high, above 4 medium. */
const SECURITY_SEVERITY: Record<Severity, string> = { low: '2.0', medium: '5.5', high: '8.0', critical: '9.5' };
const ROOT = 'SRCROOT';
const LONGEST_MESSAGE = 1_000;
const LONGEST_SNIPPET = 400;
const MOST_FLOWS = 10;
const MOST_STEPS = 100;

/**
 * A report as SARIF 2.1.0: a result for each finding, with ways of data and chains as code flows and accepted findings as
 * suppressed. Paths are relative to the sample. Text of the sample's is neutralised, and never a link.
 */
export function renderSarif(report: Report, sample: Pick<Sample, 'files'>): string {
  const rules = [...new Set(report.findings.map(({ rule }) => rule))];
  const scene: Scene = {
    report,
    rules: new Map(rules.map((rule, index) => [rule, index])),
    lines: sourceLines(sample),
    columns: new Map(report.sites.map((site) => [site.id, site])),
    flows: new Map(report.flows.map((flow) => [flow.id, flow])),
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
            rules: rules.map((rule) => descriptorOf(rule, report.findings)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder of the sample.' } } },
        artifacts: report.sample.files.map((file) => ({ location: artifact(file) })),
        results: report.findings.map((finding) => resultOf(finding, scene)),
        invocations: [{ executionSuccessful: true }],
        properties: { decision: report.verdict.decision, risk: report.verdict.risk, policy: report.engine.policy },
      },
    ],
  });
}

interface Scene {
  readonly report: Report;
  readonly rules: ReadonlyMap<string, number>;
  readonly lines: ReturnType<typeof sourceLines>;
  readonly columns: ReadonlyMap<string, Report['sites'][number]>;
  readonly flows: ReadonlyMap<string, Report['flows'][number]>;
}

function descriptorOf(id: string, findings: readonly Finding[]): object {
  const finding = findings.find(({ rule }) => rule === id);
  const severity = finding?.severity ?? 'low';
  return {
    id,
    shortDescription: { text: plain(finding?.title ?? id) },
    fullDescription: { text: plain(RULES[id as RuleId].why) },
    help: { text: plain(finding?.remedy ?? '') },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'security-severity': SECURITY_SEVERITY[severity],
      tags: ['security', ...(finding?.cwe ?? []).map(cweTag), ...(finding?.attack ?? []).map((id) => `attack/${id}`)],
    },
  };
}

function cweTag(cwe: string): string {
  return `external/cwe/${cwe.toLowerCase()}`;
}

function resultOf(finding: Finding, scene: Scene): object {
  const first = placeOf(finding, scene.report);
  const flows = codeFlowsOf(finding, scene);
  const others = finding.locations.slice(1).map((place, index) => ({ id: index + 1, ...locationOf(place, scene) }));
  return {
    ruleId: finding.rule,
    ruleIndex: scene.rules.get(finding.rule),
    level: LEVELS[finding.severity],
    kind: 'fail',
    message: { text: `${plain(finding.title)}. ${plain(finding.message)}` },
    locations: [locationOf(first, scene, columnOf(finding, first, scene))],
    ...(others.length > 0 && { relatedLocations: others }),
    ...(finding.fingerprint !== undefined && { partialFingerprints: { 'glovebox/v1': finding.fingerprint } }),
    ...(flows.length > 0 && { codeFlows: flows }),
    ...(finding.status === 'overridden' && {
      suppressions: [{ kind: 'external', justification: 'The policy permits it, or a person accepted it.' }],
    }),
    properties: { severity: finding.severity, evidence: finding.evidence },
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function columnOf({ evidence }: Finding, { file, line }: Place, { columns }: Scene): number | undefined {
  for (const id of evidence) {
    const site = columns.get(id);
    if (site !== undefined && site.file === file && site.line === line) return site.column;
  }
  return undefined;
}

function locationOf({ file, line }: Place, { lines }: Scene, column?: number): object {
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
}

function artifact(file: string): object {
  return { uri: uriOf(file), uriBaseId: ROOT };
}

/** The ways data takes to a finding, and the steps of a chain. */
function codeFlowsOf({ evidence, steps = [] }: Finding, scene: Scene): object[] {
  const ways = evidence.flatMap((id) => scene.flows.get(id) ?? []).slice(0, MOST_FLOWS);
  const chain = steps.flatMap(({ what, file, line }) => (file && line ? [{ what, file, line }] : []));
  return [...ways.map(({ steps: way }) => way), ...(chain.length > 0 ? [chain] : [])].map((way) => ({
    threadFlows: [
      {
        locations: way.slice(0, MOST_STEPS).map((step) => ({
          location: { ...locationOf(step, scene), message: { text: plain(step.what) } },
        })),
      },
    ],
  }));
}

/** Text in a message of SARIF's: brackets make links there. */
function plain(text: string): string {
  return neutralizeShort(neutralize(text), LONGEST_MESSAGE).replace(/[\\[\]]/g, '\\$&');
}
