import type { Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** A cell of a notebook, as the editor has it. */
export interface Cell {
  readonly uri: string;
  readonly text: string;
}

/** Lines that a notebook gives to its own machine, and that no Python is: they are read as comments of the same length. */
const MAGIC = /^([ \t]*)[%!]/gm;

/** The code cells of a notebook as one program, in the order they stand in. */
export function joined(cells: readonly Cell[]): string {
  return cells.map(({ text }) => `${text.replace(MAGIC, '$1#')}\n`).join('');
}

/** The one edit that makes one text of another. */
export function editBetween(document: TextDocument, text: string) {
  const before = document.getText();
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  return {
    range: { start: document.positionAt(start), end: document.positionAt(before.length - end) },
    text: text.slice(start, text.length - end),
  };
}

/** The diagnostics of the joined program by the cells they belong to; a cell without any has an empty list. */
export function byCell(cells: readonly Cell[], diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  let first = 0;
  for (const { uri, text } of cells) {
    const lines = text.split('\n').length;
    const own = diagnostics.filter(({ range }) => range.start.line >= first && range.start.line < first + lines);
    const offset = first;
    found.set(
      uri,
      own.map((one) => ({ ...one, range: moved(one.range, -offset), relatedInformation: [] })),
    );
    first += lines;
  }
  return found;
}

/** The line of the joined program that a line of a cell is. */
export function lineOf(cells: readonly Cell[], uri: string, line: number): number | undefined {
  let first = 0;
  for (const cell of cells) {
    if (cell.uri === uri) return first + line;
    first += cell.text.split('\n').length;
  }
  return undefined;
}

function moved(range: Diagnostic['range'], by: number): Diagnostic['range'] {
  const at = ({ line, character }: Diagnostic['range']['start']) => ({ line: line + by, character });
  return { start: at(range.start), end: at(range.end) };
}

/** A notebook's program as a document of its own. */
export function documentOf(uri: string, languageId: string, cells: readonly Cell[]): TextDocument {
  return TextDocument.create(uri, languageId, 0, joined(cells));
}
