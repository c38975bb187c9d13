import type { Finding } from '../../judge/finding.ts';
import { renderJson } from '../json.ts';
import { acceptance } from '../view.ts';
import { uriOf } from './place.ts';
import { descriptorsOf, LEVELS, plain, SECURITY_SEVERITY, taxonomyOf, weaknessesOf } from './sarif-rules.ts';

const ROOT = 'SRCROOT';
/** GitHub takes the weightiest 5,000 results of a run. */
export const MOST_RESULTS = 5_000;

/** What a log tells of one run of Glovebox besides its rules. */
export interface SarifRun {
  readonly engineVersion: string;
  /** The findings that are told, in the order of the results. */
  readonly findings: readonly Finding[];
  /** What paths are relative to. */
  readonly root: string;
  /** Everything else that a run has in SARIF. */
  readonly run: object;
}

/** A log of SARIF 2.1.0 with one run; its rules and weaknesses are those of the findings. */
export function sarifLog({ engineVersion, findings, root, run }: SarifRun): string {
  const taxa = weaknessesOf(findings);
  const driver = {
    name: 'Glovebox',
    semanticVersion: engineVersion,
    rules: descriptorsOf(findings, taxa),
    ...(taxa.length > 0 && { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
  };
  return renderJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        ...(taxa.length > 0 && { taxonomies: [taxonomyOf(taxa)] }),
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: root } } },
        ...run,
      },
    ],
  });
}

/** What every result says of its finding; places, ways and properties of its own come besides. */
export function sarifResult(finding: Finding, ruleIndex: number, properties: object): object {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    kind: 'fail',
    message: { text: `${plain(finding.title)}. ${plain(finding.message)}` },
    ...(finding.fingerprint !== undefined && { partialFingerprints: { 'glovebox/v1': finding.fingerprint } }),
    ...(finding.status === 'overridden' && {
      suppressions: [{ kind: 'external', justification: plain(acceptance(finding)) }],
    }),
    properties: {
      severity: finding.severity,
      'security-severity': SECURITY_SEVERITY[finding.severity],
      ...properties,
    },
  };
}

/** The position of each rule among those of {@link sarifLog}. */
export function ruleIndices(findings: readonly Finding[]): ReadonlyMap<string, number> {
  return new Map([...new Set(findings.map(({ rule }) => rule))].map((rule, at) => [rule, at]));
}

export function artifact(file: string): object {
  return { uri: uriOf(file), uriBaseId: ROOT };
}
