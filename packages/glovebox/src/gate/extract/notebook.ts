import { posix } from 'node:path';
import type { Node } from 'jsonc-parser';
import { elementsOf, type JsonFile, membersOf, parseJson, stringOf } from './json.ts';
import { Magics } from './magics.ts';
import { EXTRACTION_BOUNDS, type Extraction, MappedText, malformed, NOTHING, type Part, ShellScript } from './part.ts';

export const NOTEBOOK = /\.ipynb$/i;

/** One line of a cell, and where it stands in the file. */
export interface CellLine {
  readonly text: string;
  readonly line: number;
}

/** The code of a notebook as one program: its cells in the order they stand in, whatever their counters say. */
export function extractNotebook(path: string, text: string): Extraction {
  const file = parseJson(text);
  if (typeof file === 'string') return malformed(`it is no notebook: ${file}`);
  const root = membersOf(file.root);
  const cells = cellsOf(root);
  if (cells === undefined) return malformed('it is no notebook: it has no list of cells');
  const code = cells.map((cell) => membersOf(cell)).filter((cell) => stringOf(cell.get('cell_type')) === 'code');
  const sources = code.map((cell) => linesOf(file, cell.get('source') ?? cell.get('input')));
  if (sources.every((lines) => lines.every(({ text: line }) => line.trim() === ''))) return NOTHING;
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const language = languageOf(root);
  const of = { name: 'cells', kind: 'notebook', folder } as const;
  if (language === 'bash') {
    const script = new ShellScript();
    for (const lines of sources)
      script.add(
        lines.map((one) => one.text).join('\n'),
        lines.map(({ line }) => line),
      );
    return { ...NOTHING, parts: [script.part(of)] };
  }
  const mapped = new MappedText();
  if (language === 'javascript' || language === 'typescript') {
    for (const lines of sources) for (const one of lines) mapped.add(one.text, one.line);
    return { ...NOTHING, parts: [{ ...of, language, text: mapped.text, lines: mapped.lines, notes: [] }] };
  }
  if (language !== 'python') {
    const reason = `its cells are written in ${language.slice(0, 60)}, which cannot be read`;
    return { ...NOTHING, skipped: [{ code: 'unknown-language', reason, needsReview: true }] };
  }
  const magics = new Magics(mapped);
  for (const lines of sources) magics.cell(lines);
  const parts: Part[] = [{ ...of, language: 'python', text: mapped.text, lines: mapped.lines, notes: [] }];
  const skipped = magics.unread.map((reason) => ({ code: 'unknown-language', reason, needsReview: true }) as const);
  return { parts, skipped, told: [] };
}

/** In format 4, and in format 3, where they are in worksheets. */
function cellsOf(root: ReadonlyMap<string, Node>): readonly Node[] | undefined {
  const cells = root.get('cells');
  if (cells?.type === 'array') return elementsOf(cells);
  const sheets = root.get('worksheets');
  if (sheets?.type !== 'array') return undefined;
  return elementsOf(sheets).flatMap((sheet) => [...elementsOf(membersOf(sheet).get('cells'))]);
}

/** What the notebook says of itself decides what would run it; nothing else is asked. */
function languageOf(root: ReadonlyMap<string, Node>): string {
  const metadata = membersOf(root.get('metadata'));
  const kernel = membersOf(metadata.get('kernelspec'));
  const named =
    stringOf(kernel.get('language')) ??
    stringOf(membersOf(metadata.get('language_info')).get('name')) ??
    stringOf(kernel.get('name')) ??
    'python';
  const name = named.toLowerCase();
  if (/^(i?python[\d.]*|xpython)$/.test(name)) return 'python';
  return /^(ba)?sh$/.test(name) ? 'bash' : name;
}

/** A source is a list of lines, each with its own place, or one string in one place. */
function linesOf(file: JsonFile, source: Node | undefined): CellLine[] {
  const pieces = source?.type === 'array' ? elementsOf(source) : source === undefined ? [] : [source];
  const lines: { text: string; line: number }[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    const line = file.lineOf(piece);
    for (const [index, text] of (stringOf(piece) ?? '').split('\n').entries()) {
      const last = lines.at(-1);
      if (index === 0 && isOpen && last !== undefined) {
        if (last.text === '') last.line = line;
        last.text += text;
      } else lines.push({ text, line });
      if (lines.length > EXTRACTION_BOUNDS.lines) return lines;
    }
    isOpen = true;
  }
  return lines;
}
