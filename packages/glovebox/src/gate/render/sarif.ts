import { artifact, ROOT } from '../../report/formats/sarif.ts';
import {
  descriptorsOf,
  LEVELS,
  plain,
  SECURITY_SEVERITY,
  taxonomyOf,
  weaknessesOf,
} from '../../report/formats/sarif-rules.ts';
import { renderJson } from '../../report/json.ts';
import { neutralizeShort } from '../../report/neutralize.ts';
import { acceptance } from '../../report/view.ts';
import type { Concern, GateFinding, GateResult } from '../result.ts';

const LONGEST_SNIPPET = 400;
/** GitHub takes the weightiest 5,000 results of a run. */
const MOST_RESULTS = 5_000;
const MOST_STEPS = 100;

/**
 * A gate's result as SARIF 2.1.0: a result for each finding, `new` or `unchanged` against the base, accepted ones as suppressed; what
 * was not examined as notifications. Paths are the repository's. Text of the change's is neutralised, and never a link.
 */
export function renderGateSarif(result: GateResult): string {
  const findings = result.findings.slice(0, MOST_RESULTS);
  const taxa = weaknessesOf(findings);
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const index = new Map(rules.map((rule, at) => [rule, at]));
  const files = [...new Set(findings.flatMap(({ locations }) => locations.map(({ file }) => file)))];
  const isCommit = /^[\da-f]{40,64}$/.test(result.head.commit);
  return renderJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Glovebox',
            semanticVersion: result.engine.version,
            rules: descriptorsOf(findings, taxa),
            ...(taxa.length > 0 && { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
          },
        },
        ...(taxa.length > 0 && { taxonomies: [taxonomyOf(taxa)] }),
        automationDetails: { id: 'glovebox/gate/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The top of the repository.' } } },
        artifacts: files.map((file) => ({ location: artifact(file) })),
        results: findings.map((finding) => resultOf(finding, index)),
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: result.concerns.map(notificationOf) }],
        properties: {
          decision: result.verdict.decision,
          risk: result.verdict.risk,
          policy: result.engine.policy,
          ...(isCommit && { head: result.head.commit }),
        },
      },
    ],
  });
}

function resultOf(finding: GateFinding, index: ReadonlyMap<string, number>): object {
  const [first, ...others] = finding.locations;
  const flow = codeFlowOf(finding);
  return {
    ruleId: finding.rule,
    ruleIndex: index.get(finding.rule),
    level: LEVELS[finding.severity],
    kind: 'fail',
    baselineState: finding.introduced ? 'new' : 'unchanged',
    message: { text: `${plain(finding.title)}. ${plain(finding.message)}` },
    locations: [locationOf(first ?? { file: fileOf(finding), line: 1 }, finding.excerpt)],
    ...(others.length > 0 && {
      relatedLocations: others.map((place, at) => ({ id: at + 1, ...locationOf(place) })),
    }),
    ...(finding.fingerprint !== undefined && { partialFingerprints: { 'glovebox/v1': finding.fingerprint } }),
    ...(flow.length > 0 && { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
    ...(finding.status === 'overridden' && {
      suppressions: [{ kind: 'external', justification: plain(acceptance(finding)) }],
    }),
    properties: {
      severity: finding.severity,
      'security-severity': SECURITY_SEVERITY[finding.severity],
      unit: neutralizeShort(finding.unit, LONGEST_SNIPPET),
    },
  };
}

function fileOf({ unit }: GateFinding): string {
  return unit.split('#')[0] ?? unit;
}

function locationOf({ file, line }: { file: string; line: number }, excerpt = ''): object {
  const text = neutralizeShort(excerpt, LONGEST_SNIPPET);
  return {
    physicalLocation: {
      artifactLocation: artifact(file),
      region: { startLine: line, ...(text !== '' && { snippet: { text } }) },
    },
  };
}

function codeFlowOf({ steps = [] }: GateFinding): object[] {
  return steps
    .slice(0, MOST_STEPS)
    .flatMap(({ what, file, line }) =>
      file === undefined || line === undefined
        ? []
        : [{ location: { ...locationOf({ file, line }), message: { text: plain(what) } } }],
    );
}

function notificationOf({ kind, message, remedy, file }: Concern): object {
  return {
    level: 'warning',
    descriptor: { id: kind },
    message: { text: `${plain(message)}. ${plain(remedy)}` },
    ...(file !== undefined && { locations: [{ physicalLocation: { artifactLocation: artifact(file) } }] }),
  };
}
