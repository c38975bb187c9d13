import type { CodeAction, CodeLens, Diagnostic, Range, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Magics } from '../gate/extract/magics.ts';
import { MappedText } from '../gate/extract/part.ts';

/** A cell of a notebook, as the editor has it. */
export interface Cell {
  readonly uri: string;
  readonly text: string;
}

/** The code cells of a notebook as one program, in the order they stand in, and where each of its lines comes from. */
export interface Program {
  readonly text: string;
  readonly cells: readonly Cell[];
  /** For each line of `text` the cell and the line in it, from 0. */
  readonly places: readonly { readonly cell: Cell; readonly line: number }[];
  /** Lines that are written in the cell as they stand in `text`. */
  isAsWritten(line: number): boolean;
}

/** What a notebook gives to its own machine (`!cmd`, `%%bash`) is read as Python that does the same. */
export function programOf(cells: readonly Cell[], languageId: string): Program {
  const written = cells.flatMap((cell) => cell.text.split(/\r?\n/).map((text, line) => ({ cell, text, line })));
  const mapped = new MappedText();
  if (languageId === 'python') {
    const magics = new Magics(mapped);
    for (const cell of cells)
      magics.cell(written.flatMap((one, at) => (one.cell === cell ? [{ text: one.text, line: at }] : [])));
  } else for (const [at, { text }] of written.entries()) mapped.add(text, at);
  const lines = mapped.text.split('\n');
  const places = mapped.lines.flatMap((at) => written[at] ?? []);
  return { text: mapped.text, cells, places, isAsWritten: (line) => places[line]?.text === lines[line] };
}

/** The diagnostics of the program by the cells they belong to; a cell without any has an empty list. */
export function byCell(program: Program, diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>(program.cells.map(({ uri }) => [uri, []]));
  for (const one of diagnostics) {
    const uri = program.places[one.range.start.line]?.cell.uri;
    if (uri === undefined) continue;
    const steps = (one.relatedInformation ?? []).flatMap((step) => {
      const of = program.places[step.location.range.start.line]?.cell.uri;
      return of === undefined ? [] : [{ ...step, location: { uri: of, range: inCell(program, step.location.range) } }];
    });
    found.get(uri)?.push({ ...one, range: inCell(program, one.range), relatedInformation: steps });
  }
  return found;
}

/** The line of the program that a line of a cell is. */
export function lineOf({ places }: Program, uri: string, line: number): number | undefined {
  const at = places.findIndex((place) => place.cell.uri === uri && place.line === line);
  return at < 0 ? undefined : at;
}

/** Diagnostics of a cell, as they are of the program. */
export function ofProgram(program: Program, uri: string, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.flatMap((one) => {
    const { start, end } = one.range;
    const line = lineOf(program, uri, start.line);
    if (line === undefined) return [];
    return [{ ...one, range: { start: { ...start, line }, end: { ...end, line: line + end.line - start.line } } }];
  });
}

/** Actions of the program, as a cell can take them: what would edit a line that is not written so is left out. */
export function actionsOf(program: Program, actions: readonly CodeAction[]): CodeAction[] {
  return actions.flatMap(({ diagnostics: _, ...action }) => {
    const edits = Object.values(action.edit?.changes ?? {}).flat();
    if (edits.some(({ range }) => !program.isAsWritten(range.start.line))) return [];
    const changes: Record<string, TextEdit[]> = {};
    for (const { range, newText } of edits) {
      const uri = program.places[range.start.line]?.cell.uri ?? '';
      changes[uri] = [...(changes[uri] ?? []), { range: inCell(program, range), newText }];
    }
    return [edits.length === 0 ? action : { ...action, edit: { changes } }];
  });
}

/** What stands above the functions of one cell. */
export function lensesIn(program: Program, uri: string, lenses: readonly CodeLens[]): CodeLens[] {
  return lenses
    .filter(({ range }) => program.places[range.start.line]?.cell.uri === uri)
    .map((lens) => ({ ...lens, range: inCell(program, lens.range) }));
}

function inCell(program: Program, { start, end }: Range): Range {
  const [first, last] = [program.places[start.line]?.line ?? 0, program.places[end.line]?.line ?? 0];
  if (program.isAsWritten(start.line) && program.isAsWritten(end.line))
    return { start: { ...start, line: first }, end: { ...end, line: last } };
  const written = program.places[start.line]?.cell.text.split(/\r?\n/)[first] ?? '';
  return { start: { line: first, character: 0 }, end: { line: first, character: written.length } };
}

/** A notebook's program as a document of its own. */
export function documentOf(uri: string, languageId: string, { text }: Program): TextDocument {
  return TextDocument.create(uri, languageId, 0, text);
}
