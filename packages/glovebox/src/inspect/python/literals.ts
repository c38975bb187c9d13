import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** The prefix letters of a string (`rb`, `f`), in lower case. */
export function prefixOf(source: Source, node: SyntaxNode): string {
  return /^\w*/.exec(source.text.slice(node.start, node.start + 3))?.[0].toLowerCase() ?? '';
}

/** A piece of a string's content as the interpreter reads it. */
export function contentOf(source: Source, node: SyntaxNode, isRaw: boolean, isFormat: boolean): string {
  const raw = textOf(source, node);
  const plain = isFormat ? raw.replaceAll('{{', '{').replaceAll('}}', '}') : raw;
  return isRaw || !plain.includes('\\') ? plain : unescaped(plain);
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex, short, long, octal, letter) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return character(Number.parseInt(code, 16)) ?? whole;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return SIMPLE[letter] ?? whole;
    },
  );
}

export function character(code: number): string | undefined {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
