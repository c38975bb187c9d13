import { type Disposable, type TextDocumentChangeEvent, window, workspace } from 'vscode';

/** Characters of one line that nobody types at once. */
const LONG_LINE = 40;

/**
 * Calls back for what a model is likely to have inserted, however few lines: an inline completion that was accepted, an edit
 * from a chat. The editor does not say which edits those are, so they are told by what no typing does.
 */
export function watchInsertions(inserted: (uri: string) => void): Disposable {
  return workspace.onDidChangeTextDocument((event) => {
    if (isInserted(event)) inserted(event.document.uri.toString());
  });
}

function isInserted({ document, contentChanges, reason }: TextDocumentChangeEvent): boolean {
  // Undoing and redoing bring back what was looked at before.
  if (reason !== undefined || contentChanges.length === 0 || document.uri.scheme === 'output') return false;
  const longest = contentChanges.reduce((most, { text }) => Math.max(most, text.trim().length), 0);
  if (longest === 0) return false;
  // An edit of a document that nobody is in comes from a program.
  const isForeign =
    window.activeTextEditor?.document !== document && !document.uri.scheme.startsWith('vscode-notebook');
  const brings = contentChanges.some(({ text }) => text.trim().includes('\n') || text.trim().length >= LONG_LINE);
  return isForeign ? longest > 1 : brings;
}
