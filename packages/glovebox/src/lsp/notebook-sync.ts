import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Notebooks } from './notebooks.ts';

type Notebook = Parameters<Notebooks['open']>[0];

/** Follows what an editor says of its notebooks: `texts` has the text of each open cell, and `saved` is told of a notebook that was. */
export function followNotebooks(
  connection: Connection,
  texts: Map<string, TextDocument>,
  notebooks: Notebooks,
  saved: (uri: string) => Promise<void>,
): void {
  const known = new Map<string, Notebook>();
  const cellText = (cell: string) => texts.get(cell);
  const opened = (cells: readonly { uri: string; languageId: string; version: number; text: string }[]) => {
    for (const { uri, languageId, version, text } of cells)
      texts.set(uri, TextDocument.create(uri, languageId, version, text));
  };
  const closed = (cells: readonly { uri: string }[]) => {
    for (const { uri } of cells) {
      texts.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  };
  const { synchronization } = connection.notebooks;
  synchronization.onDidOpenNotebookDocument(async ({ notebookDocument, cellTextDocuments }) => {
    opened(cellTextDocuments);
    known.set(notebookDocument.uri, notebookDocument);
    await notebooks.open(notebookDocument, cellText);
  });
  synchronization.onDidChangeNotebookDocument(async ({ notebookDocument: { uri }, change }) => {
    const notebook = known.get(uri);
    if (notebook === undefined) return;
    const { structure, textContent = [] } = change.cells ?? {};
    if (structure !== undefined) {
      const { start, deleteCount, cells = [] } = structure.array;
      notebook.cells.splice(start, deleteCount, ...cells);
      opened(structure.didOpen ?? []);
      closed(structure.didClose ?? []);
    }
    for (const { document, changes } of textContent) {
      const text = texts.get(document.uri);
      if (text !== undefined) texts.set(document.uri, TextDocument.update(text, changes, document.version));
    }
    await notebooks.update(notebook, cellText);
  });
  synchronization.onDidSaveNotebookDocument(({ notebookDocument: { uri } }) => saved(uri));
  synchronization.onDidCloseNotebookDocument(({ notebookDocument: { uri }, cellTextDocuments }) => {
    closed(cellTextDocuments);
    known.delete(uri);
    notebooks.close(uri);
  });
}
