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

/** Characters by their Unicode names, as far as commands and paths are made of them. */
const NAMES: Readonly<Record<string, string>> = {
  SPACE: ' ',
  SOLIDUS: '/',
  'REVERSE SOLIDUS': '\\',
  'FULL STOP': '.',
  'HYPHEN-MINUS': '-',
  'LOW LINE': '_',
  COLON: ':',
  SEMICOLON: ';',
  COMMA: ',',
  AMPERSAND: '&',
  'VERTICAL LINE': '|',
  TILDE: '~',
  'DOLLAR SIGN': '$',
  APOSTROPHE: "'",
  'QUOTATION MARK': '"',
  'GREATER-THAN SIGN': '>',
  'LESS-THAN SIGN': '<',
  'LEFT PARENTHESIS': '(',
  'RIGHT PARENTHESIS': ')',
  'EQUALS SIGN': '=',
  ASTERISK: '*',
};
const DIGITS = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE'];

/** The prefix letters of a string (`rb`, `f`), in lower case. */
export function prefixOf(source: Source, node: SyntaxNode): string {
  return /^\w*/.exec(source.text.slice(node.start, node.start + 3))?.[0].toLowerCase() ?? '';
}

/** A piece of a string's content as the interpreter reads it. Of bytes, every character is one. */
export function contentOf(source: Source, node: SyntaxNode, prefix: string): string {
  const raw = textOf(source, node);
  const plain = prefix.includes('f') ? raw.replaceAll('{{', '{').replaceAll('}}', '}') : raw;
  if (prefix.includes('r') || !plain.includes('\\')) return plain;
  return unescaped(plain, prefix.includes('b'));
}

/** A text with its backslash escapes read; bytes know no escapes for characters beyond them. */
export function unescaped(text: string, isBytes: boolean): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([A-Za-z0-9 -]{1,80})\}|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex, short, long, name, octal, letter) => {
      if (isBytes && (short ?? long ?? name) !== undefined) return whole;
      const code = hex ?? short ?? long;
      if (code !== undefined) return character(Number.parseInt(code, 16)) ?? whole;
      if (name !== undefined) return characterNamed(name.toUpperCase()) ?? whole;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return SIMPLE[letter] ?? whole;
    },
  );
}

function characterNamed(name: string): string | undefined {
  const letter = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/.exec(name);
  if (letter !== null) return letter[1] === 'SMALL' ? letter[2]?.toLowerCase() : letter[2];
  const digit = name.startsWith('DIGIT ') ? DIGITS.indexOf(name.slice('DIGIT '.length)) : -1;
  if (digit >= 0) return String(digit);
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

export function character(code: number): string | undefined {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
