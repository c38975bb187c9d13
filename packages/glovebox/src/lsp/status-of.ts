import { neutralizeShort } from '../report/neutralize.ts';
import type { EditorDocument } from './document.ts';
import { findingsOf } from './findings.ts';
import type { Status } from './status.ts';

const MOST = 200;
const LONGEST = 200;

export function statusOf(document: EditorDocument, state: Status['state']): Status {
  const { uri, observed, reading } = document;
  const report = observed?.lines.isSame ? observed.report : reading?.report;
  const events = observed?.report.runs.flatMap((run) => run.events) ?? [];
  return {
    uri,
    state,
    ...(report !== undefined && { decision: report.verdict.decision, risk: report.verdict.risk }),
    findings: findingsOf(document)
      .filter(({ finding }) => finding.status === 'open')
      .slice(0, MOST)
      .map(({ finding: { rule, severity, title, fingerprint }, line }) => ({
        rule,
        severity,
        title,
        line,
        ...(fingerprint !== undefined && { fingerprint }),
      })),
    events: events
      .filter(({ observer, capability }) => observer !== 'interpreter' && capability !== 'code.import')
      .slice(0, MOST)
      .map(({ capability, target, source }) => ({
        capability,
        target: neutralizeShort(target, LONGEST),
        ...(source?.file === observed?.report.sample.entry && source !== undefined && { line: source.line }),
      })),
  };
}
