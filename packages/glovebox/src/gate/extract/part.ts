import type { Language } from '../../sample/sample.ts';
import type { Skipped, Told, UnitKind } from '../unit.ts';

/** Something to run that stands inside of a file, as a file of its own. */
export interface Part {
  /** Which it is, within its file; the same as long as nobody renames it. */
  readonly name: string;
  readonly kind: UnitKind;
  readonly language: Language;
  readonly text: string;
  /** Line of the file for each line of `text`, both from 1. */
  readonly lines: readonly number[];
  /** Folder of the repository that its relative paths start from, empty for the top. */
  readonly folder: string;
  readonly notes: readonly string[];
}

/** What was found in a file. */
export interface Extraction {
  readonly parts: readonly Part[];
  /** What could run and cannot be read, or that the file is no such file at all. */
  readonly skipped: readonly Pick<Skipped, 'code' | 'reason' | 'needsReview'>[];
  readonly told: readonly Pick<Told, 'kind' | 'message'>[];
}

export type Extract = (path: string, text: string) => Extraction | Promise<Extraction>;

/** Text and file are an author's: what a file may hold is bounded. */
export const EXTRACTION_BOUNDS = {
  /** Parts of one file. */
  parts: 300,
  /** Lines of one part. */
  lines: 50_000,
  /** Values of a YAML or JSON file that are looked at, followed aliases counted each time. */
  values: 100_000,
  /** Variables, or rights, of one map. */
  scalars: 100,
  /** Values inside of values. */
  depth: 60,
  /** Told facts of one file. */
  told: 50,
} as const;

export const NOTHING: Extraction = { parts: [], skipped: [], told: [] };

export function malformed(reason: string): Extraction {
  return { parts: [], skipped: [{ code: 'malformed', reason, needsReview: true }], told: [] };
}

/** Text that is put together of lines from a file, each with where it comes from. */
export class MappedText {
  readonly #texts: string[] = [];
  readonly lines: number[] = [];

  /** One line, or several that all come from one. */
  add(text: string, line: number): void {
    for (const one of text.split('\n')) {
      if (this.lines.length >= EXTRACTION_BOUNDS.lines) return;
      this.#texts.push(one);
      this.lines.push(line);
    }
  }

  addAll(text: string, lines: readonly number[]): void {
    text.split('\n').forEach((one, index) => {
      this.add(one, lines[Math.min(index, lines.length - 1)] ?? 1);
    });
  }

  get text(): string {
    return `${this.#texts.join('\n')}\n`;
  }

  get isEmpty(): boolean {
    return this.#texts.every((text) => text.trim() === '');
  }
}

/** Puts shell commands one after the other, each in a shell of its own: leaving one leaves none of the others out. */
export class ShellScript {
  readonly #text = new MappedText();
  #steps = 0;

  add(
    script: string,
    lines: readonly number[],
    exports: readonly (readonly [name: string, value: string, line: number])[] = [],
  ): void {
    if (script.trim() === '') return;
    const first = lines[0] ?? 1;
    this.#text.add('(', first);
    for (const [name, value, line] of exports) this.#text.add(`export ${name}=${quoted(value)}`, line);
    this.#text.addAll(script.replace(/\n$/, ''), lines);
    this.#text.add(')', lines.at(-1) ?? first);
    this.#steps += 1;
  }

  get isEmpty(): boolean {
    return this.#steps === 0;
  }

  part(of: Pick<Part, 'name' | 'kind' | 'folder'> & { readonly notes?: readonly string[] }): Part {
    return { notes: [], ...of, language: 'bash', text: this.#text.text, lines: this.#text.lines };
  }
}

/** Within double quotes, so that a variable in it is one: `${TOKEN}` stays what it was. */
function quoted(value: string): string {
  return `"${value
    .replace(/["\\`]/g, '\\$&')
    .replace(/\$(?!\{?\w)/g, '\\$')
    .replaceAll('\n', ' ')}"`;
}
