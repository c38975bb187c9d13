import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
} from 'vscode-languageserver/node';
import type { Severity } from '../judge/finding.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import type { EditorDocument } from './document.ts';
import { findingsOf, type Placed } from './findings.ts';

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
};

/** By what a code action finds the finding again. */
export interface DiagnosticData {
  readonly rule: string;
  readonly fingerprint?: string;
}

export const SOURCE = 'glovebox';
const MOST = 500;
const MOST_RELATED = 10;
const LONGEST = 300;

export function diagnosticsOf(document: EditorDocument): Diagnostic[] {
  const { policyProblem } = document;
  const found = findingsOf(document)
    .slice(0, MOST)
    .map((placed) => diagnosticOf(document, placed));
  if (policyProblem === undefined) return found;
  const message = `The policy cannot be obeyed, and the default one is.\n${policyProblem}`;
  const severity = DiagnosticSeverity.Error;
  return [{ range: rangeAt(document, 1), severity, source: SOURCE, code: 'policy', message }, ...found];
}

function diagnosticOf(document: EditorDocument, { finding, report, line }: Placed): Diagnostic {
  const { rule, severity, title, message, status, fingerprint } = finding;
  const seen = finding.evidence.some((id) => /^(event|run):/.test(id));
  const site = report.sites.find(
    ({ id, line: at }) => at === finding.locations[0]?.line && finding.evidence.includes(id),
  );
  const accepted = status === 'overridden';
  return {
    range: rangeAt(document, line, site?.column),
    severity: accepted ? DiagnosticSeverity.Hint : SEVERITY[severity],
    source: SOURCE,
    code: rule,
    message: `${title}${seen ? ' (seen happening)' : ''}\n${neutralizeShort(message, LONGEST)}`,
    ...(accepted && { tags: [DiagnosticTag.Unnecessary] }),
    relatedInformation: related(document, { finding, report, line }),
    data: { rule, ...(fingerprint !== undefined && { fingerprint }) } satisfies DiagnosticData,
  };
}

/** From the callee to the end of the line; the whole of it where nothing says more. */
export function rangeAt({ text }: EditorDocument, line: number, column?: number): Range {
  const row = Math.min(Math.max(0, line - 1), text.lineCount - 1);
  const written = text.getText({ start: { line: row, character: 0 }, end: { line: row + 1, character: 0 } }).trimEnd();
  const indent = written.length - written.trimStart().length;
  const start = Math.min(column === undefined ? indent : column - 1, Math.max(0, written.length - 1));
  return { start: { line: row, character: start }, end: { line: row, character: Math.max(written.length, start) } };
}

/** The way data took, and the other lines of the finding. */
function related(document: EditorDocument, { finding, report }: Placed): DiagnosticRelatedInformation[] {
  const { entry } = report.sample;
  const steps = report.flows
    .filter(({ id }) => finding.evidence.includes(id))
    .flatMap((flow) =>
      flow.steps.map(({ file, line, what }) => ({ file, line, what: neutralizeShort(what, LONGEST) })),
    );
  const others = finding.locations.slice(1).map(({ file, line }) => ({ file, line, what: 'also here' }));
  return [...steps, ...others]
    .filter(({ file }) => file === entry)
    .slice(0, MOST_RELATED)
    .map(({ line, what }) => ({ location: { uri: document.uri, range: rangeAt(document, line) }, message: what }));
}
