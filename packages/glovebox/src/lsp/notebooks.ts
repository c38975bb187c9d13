import type { NotebookCell, NotebookDocument } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Documents } from './documents.ts';
import { type Cell, documentOf, editBetween, joined } from './notebook.ts';
import { languageOfEditor } from './open.ts';

/** Notebooks as programs of their own: each is one document, made of its code cells. */
export interface Notebooks {
  /** The cells of a notebook's program, where the document is one. */
  cellsOf(uri: string): readonly Cell[] | undefined;
  /** The notebook that a cell stands in. */
  notebookOf(cell: string): string | undefined;
  open(notebook: NotebookDocument, textOf: (cell: string) => TextDocument | undefined): Promise<void>;
  /** Takes in whatever changed of its cells. */
  update(notebook: NotebookDocument, textOf: (cell: string) => TextDocument | undefined): Promise<void>;
  close(uri: string): void;
}

const CODE = 2;

export function createNotebooks(documents: Documents): Notebooks {
  const open = new Map<string, { cells: readonly Cell[]; version: number }>();

  function cellsIn(notebook: NotebookDocument, textOf: (cell: string) => TextDocument | undefined): Cell[] {
    return notebook.cells
      .filter(({ kind }: NotebookCell) => kind === CODE)
      .flatMap(({ document }) => {
        const text = textOf(document);
        return text === undefined ? [] : [{ uri: document, text: text.getText() }];
      });
  }

  return {
    cellsOf: (uri) => open.get(uri)?.cells,
    notebookOf: (cell) => [...open].find(([, { cells }]) => cells.some(({ uri }) => uri === cell))?.[0],
    async open(notebook, textOf) {
      const cells = cellsIn(notebook, textOf);
      const [first] = notebook.cells.filter(({ kind }) => kind === CODE);
      const languageId = (first && textOf(first.document)?.languageId) ?? 'python';
      if (languageOfEditor(languageId) === undefined) return;
      open.set(notebook.uri, { cells, version: 0 });
      await documents.open(documentOf(notebook.uri, languageId, cells));
    },
    async update(notebook, textOf) {
      const known = open.get(notebook.uri);
      if (known === undefined) return this.open(notebook, textOf);
      known.cells = cellsIn(notebook, textOf);
      const document = documents.get(notebook.uri);
      if (document === undefined) return;
      const text = joined(known.cells);
      if (text === document.text.getText()) return;
      documents.edit(notebook.uri, [editBetween(document.text, text)], ++known.version);
    },
    close(uri) {
      open.delete(uri);
      documents.close(uri);
    },
  };
}
