import {
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver/node';
import { type DiagnosticData, SOURCE } from './diagnostics.ts';
import type { EditorDocument } from './document.ts';
import { applied, FIXES } from './fixes.ts';

/** Commands that the server carries out. */
export const COMMANDS = {
  run: 'glovebox.run',
  openReport: 'glovebox.openReport',
  override: 'glovebox.override',
  permit: 'glovebox.permit',
} as const;

/** What can be done about the diagnostics at a place. */
export function actionsFor(document: EditorDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  // An editor that keeps no data with a diagnostic gives none back.
  const own = diagnostics.filter(({ source, data }) => source === SOURCE && data !== undefined);
  return [
    ...own.flatMap((diagnostic) => fixesFor(document, diagnostic)),
    ...own.flatMap((diagnostic) => acceptances(document, diagnostic)),
    action('Run it in the sandbox', { title: 'Run', command: COMMANDS.run, arguments: [document.uri] }),
    ...(document.observed === undefined
      ? []
      : [action('Open the report', { title: 'Report', command: COMMANDS.openReport, arguments: [document.uri] })]),
  ];
}

function fixesFor(document: EditorDocument, diagnostic: Diagnostic): CodeAction[] {
  const { rule } = diagnostic.data as DiagnosticData;
  const row = diagnostic.range.start.line;
  const range = { start: { line: row, character: 0 }, end: { line: row + 1, character: 0 } };
  const written = document.text.getText(range).replace(/\r?\n$/, '');
  return FIXES.filter(({ rules }) => rules.includes(rule)).flatMap((fix) => {
    const next = applied(fix, written);
    if (next === undefined) return [];
    const whole = { start: range.start, end: { line: row, character: written.length } };
    const edit: TextEdit = { range: whole, newText: next };
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { changes: { [document.uri]: [edit] } },
      },
    ];
  });
}

function acceptances(document: EditorDocument, diagnostic: Diagnostic): CodeAction[] {
  const { rule, fingerprint } = diagnostic.data as DiagnosticData;
  const override: Command = {
    title: 'Accept',
    command: COMMANDS.override,
    arguments: [document.uri, fingerprint, rule],
  };
  const permit: Command = { title: 'Permit', command: COMMANDS.permit, arguments: [document.uri, fingerprint] };
  return [
    ...(fingerprint === undefined
      ? []
      : [{ ...action(`Accept ${rule} with a reason, until a day`, override), diagnostics: [diagnostic] }]),
    ...(document.observed?.lines.isSame
      ? [{ ...action('Permit in the policy what this program did', permit), diagnostics: [diagnostic] }]
      : []),
  ];
}

function action(title: string, command: Command): CodeAction {
  return { title, kind: CodeActionKind.QuickFix, command };
}
