import { artifact, MOST_RESULTS, ruleIndices, sarifLog, sarifResult } from '../../report/formats/sarif-log.ts';
import { plain } from '../../report/formats/sarif-rules.ts';
import { neutralizeShort } from '../../report/neutralize.ts';
import type { Concern, GateFinding, GateResult } from '../result.ts';
import { fileOfUnit } from './words.ts';

const LONGEST_SNIPPET = 400;
const MOST_STEPS = 100;

/**
 * A gate's result as SARIF 2.1.0: a result for each finding, `new` or `unchanged` against the base, accepted ones as suppressed; what
 * was not examined as notifications. Paths are the repository's. Text of the change's is neutralised, and never a link.
 */
export function renderGateSarif(result: GateResult): string {
  const findings = result.findings.slice(0, MOST_RESULTS);
  const indices = ruleIndices(findings);
  const files = [...new Set(findings.flatMap(({ locations }) => locations.map(({ file }) => file)))];
  const isCommit = /^[\da-f]{40,64}$/.test(result.head.commit);
  return sarifLog({
    engineVersion: result.engine.version,
    findings,
    root: 'The top of the repository.',
    run: {
      automationDetails: { id: 'glovebox/gate/' },
      artifacts: files.map((file) => ({ location: artifact(file) })),
      results: findings.map((finding) => resultOf(finding, indices.get(finding.rule) ?? 0, result)),
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: result.concerns.map(notificationOf) }],
      properties: {
        decision: result.verdict.decision,
        risk: result.verdict.risk,
        policy: result.engine.policy,
        ...(isCommit && { head: result.head.commit }),
      },
    },
  });
}

function resultOf(finding: GateFinding, ruleIndex: number, result: GateResult): object {
  const [first, ...others] = finding.locations;
  const flow = codeFlowOf(finding);
  return {
    ...sarifResult(finding, ruleIndex, { unit: neutralizeShort(finding.unit, LONGEST_SNIPPET) }),
    baselineState: finding.introduced ? 'new' : 'unchanged',
    locations: [locationOf(first ?? { file: fileOfUnit(finding.unit, result), line: 1 }, finding.excerpt)],
    ...(others.length > 0 && {
      relatedLocations: others.map((place, at) => ({ id: at + 1, ...locationOf(place) })),
    }),
    ...(flow.length > 0 && { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
  };
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
