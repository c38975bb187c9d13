import type { NotebookDocument } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Documents } from './documents.ts';
import { editBetween } from './edit.ts';
import { documentOf, type Program, programOf } from './notebook.ts';
import { languageOfEditor } from './open.ts';

/** Notebooks as programs of their own: each is one document, made of its code cells. */
export interface Notebooks {
  /** A notebook's program, where the document is one. */
  programOf(uri: string): Program | undefined;
  /** The notebook that a cell stands in. */
  notebookOf(cell: string): string | undefined;
  open(notebook: NotebookDocument, textOf: TextOf): Promise<void>;
  /** Takes in whatever changed of its cells. */
  update(notebook: NotebookDocument, textOf: TextOf): Promise<void>;
  close(uri: string): void;
}

type TextOf = (cell: string) => TextDocument | undefined;

interface Open {
  program: Program;
  readonly languageId: string;
  version: number;
}

const CODE = 2;

export function createNotebooks(documents: Documents): Notebooks {
  const open = new Map<string, Open>();

  /** Makes the document what the cells are by now. */
  function follow(uri: string): void {
    const [known, document] = [open.get(uri), documents.get(uri)];
    if (known === undefined || document === undefined) return;
    const { text } = known.program;
    if (text === document.text.getText()) return;
    documents.edit(uri, [editBetween(document.text, text)], ++known.version);
  }

  async function begin(notebook: NotebookDocument, textOf: TextOf): Promise<void> {
    const languageId = languageIn(notebook, textOf);
    if (languageId === undefined) return;
    const program = programOf(cellsIn(notebook, textOf, languageId), languageId);
    open.set(notebook.uri, { program, languageId, version: 0 });
    await documents.open(documentOf(notebook.uri, languageId, program));
    follow(notebook.uri);
  }

  return {
    programOf: (uri) => open.get(uri)?.program,
    notebookOf: (cell) => [...open].find(([, { program }]) => program.cells.some(({ uri }) => uri === cell))?.[0],
    open: begin,
    async update(notebook, textOf) {
      const known = open.get(notebook.uri);
      if (known === undefined || known.languageId !== (languageIn(notebook, textOf) ?? known.languageId))
        return begin(notebook, textOf);
      known.program = programOf(cellsIn(notebook, textOf, known.languageId), known.languageId);
      follow(notebook.uri);
    },
    close(uri) {
      open.delete(uri);
      documents.close(uri);
    },
  };
}

/** What the first of the code cells is written in that can be read: a kernel runs one language. */
function languageIn(notebook: NotebookDocument, textOf: TextOf): string | undefined {
  return notebook.cells
    .filter(({ kind }) => kind === CODE)
    .map(({ document }) => textOf(document)?.languageId)
    .find((languageId) => languageId !== undefined && languageOfEditor(languageId) !== undefined);
}

/** The code cells of that language; a cell of another one is no part of the program. */
function cellsIn(notebook: NotebookDocument, textOf: TextOf, languageId: string) {
  return notebook.cells.flatMap(({ kind, document }) => {
    const text = kind === CODE ? textOf(document) : undefined;
    if (text === undefined || languageOfEditor(text.languageId) !== languageOfEditor(languageId)) return [];
    return [{ uri: document, text: text.getText() }];
  });
}
