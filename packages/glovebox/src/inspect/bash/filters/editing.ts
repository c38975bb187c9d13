import { byLine, contentOf, type Filter, mapped, optionsOf } from './filter.ts';

const LONGEST_LINE = 4_000;
const MOST_COMMANDS = 20;

type Edit = (line: string) => string;

/** `sed` with substitutions and translations; with anything else its output is not known. */
export const sed: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'ef');
  if ([...options.keys()].some((name) => !/^[erE]$/.test(name))) return undefined;
  const [script = '', ...files] = options.has('e') ? [options.get('e') ?? '', ...operands] : operands;
  const edits = editsOf(script, options.has('r') || options.has('E'));
  if (edits === undefined) return undefined;
  return mapped(contentOf(filtered, files), (text) =>
    text.split('\n').some((line) => line.length > LONGEST_LINE) || text.length > LONGEST_LINE * 10
      ? undefined
      : byLine(text, (line) => edits.reduce((edited, edit) => edit(edited).slice(0, LONGEST_LINE), line)),
  );
};

function editsOf(script: string, isExtended: boolean): Edit[] | undefined {
  const edits: Edit[] = [];
  let rest = script.trim();
  while (rest !== '' && edits.length < MOST_COMMANDS) {
    const [kind = '', delimiter = ''] = rest;
    if (!/[sy]/.test(kind) || /[\w\s\\]/.test(delimiter) || delimiter === '') return undefined;
    const parts = delimited(rest.slice(2), delimiter);
    if (parts === undefined) return undefined;
    const { from, to, after } = parts;
    const flags = /^[gIi\d]*/.exec(after)?.[0] ?? '';
    const edit = kind === 'y' ? translation(from, to) : substitution(from, to, flags, isExtended);
    if (edit === undefined) return undefined;
    edits.push(edit);
    rest = after.slice(flags.length).trim();
    if (rest !== '' && !/^[;\n]/.test(rest)) return undefined;
    rest = rest.slice(1).trim();
  }
  return edits;
}

function delimited(text: string, delimiter: string): { from: string; to: string; after: string } | undefined {
  const ends: number[] = [];
  for (let at = 0; at < text.length && ends.length < 2; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === delimiter) ends.push(at);
  }
  const [first, second] = ends;
  if (first === undefined || second === undefined) return undefined;
  const plain = (part: string): string =>
    delimiter === '/' ? part.replaceAll('\\/', '/') : part.replaceAll(`\\${delimiter}`, delimiter);
  return { from: plain(text.slice(0, first)), to: plain(text.slice(first + 1, second)), after: text.slice(second + 1) };
}

function translation(from: string, to: string): Edit {
  const letters = new Map([...from].map((letter, index) => [letter, to[index] ?? letter]));
  return (line) => [...line].map((letter) => letters.get(letter) ?? letter).join('');
}

function substitution(from: string, to: string, flags: string, isExtended: boolean): Edit | undefined {
  const source = expressionOf(from, isExtended);
  if (source === undefined) return undefined;
  const count = Number(/\d+/.exec(flags)?.[0] ?? 1);
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, /i/i.test(flags) ? 'gi' : 'g');
  } catch {
    return undefined;
  }
  return (line) => {
    let seen = 0;
    return line.replace(pattern, (whole, ...groups) => {
      seen++;
      if (!(flags.includes('g') ? seen >= count : seen === count)) return whole;
      return to.replace(/\\(\d)|\\n|\\([\s\S])|&/g, (mark, group, letter) => {
        if (mark === '&') return whole;
        if (mark === '\\n') return '\n';
        return group === undefined ? letter : typeof groups[group - 1] === 'string' ? groups[group - 1] : '';
      });
    });
  };
}

/** As an expression of this language. At most one thing may repeat: a pattern must not take longer than its text is long, twice. */
function expressionOf(pattern: string, isExtended: boolean): string | undefined {
  if (pattern.length > 200 || pattern === '') return undefined;
  const source = isExtended
    ? pattern
    : pattern.replace(/\\([(){}|+?])|([(){}|+?])/g, (_, escaped, bare) =>
        escaped === undefined ? `\\${bare}` : escaped,
      );
  const bare = source.replace(/\\[\s\S]/g, '').replace(/\[\^?\]?[^\]]*\]/g, 'c');
  const repeats = bare.match(/[*+{]/g)?.length ?? 0;
  return repeats > 1 || /\)[*+?{]/.test(bare)
    ? undefined
    : source.replace(/\[:(\w+):\]/g, (_, name) => (Object.hasOwn(NAMED, name) ? (NAMED[name] ?? '') : ''));
}

const NAMED: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  space: '\\s',
  upper: 'A-Z',
  lower: 'a-z',
};

/** `{print $2, "x"}` and `BEGIN{print "…"}`, the two that put a text together. */
export const awk: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'Fvf');
  const [program = '', ...files] = operands;
  const [, begins, list] = /^\s*(BEGIN)?\s*\{\s*printf?\s*([^{};|>]*?);?\s*\}\s*$/.exec(program.slice(0, 500)) ?? [];
  if (list === undefined || options.has('v') || options.has('f')) return undefined;
  const end = /printf/.test(program) ? '' : '\n';
  const separator = options.get('F');
  const print = (line: string): string | undefined => {
    const fields = separator === undefined || separator === ' ' ? line.trim().split(/\s+/) : line.split(separator);
    const items = list.split(',').map((item) => shown(item, line, fields));
    return items.some((item) => item === undefined) ? undefined : items.join(end === '' ? '' : ' ') + end;
  };
  if (begins !== undefined) {
    const text = print('');
    return text === undefined ? undefined : { text };
  }
  return mapped(contentOf(filtered, files), (text) => {
    const printed = text.replace(/\n$/, '').split('\n').map(print);
    return printed.some((line) => line === undefined) ? undefined : printed.join('');
  });
};

/** Strings and fields side by side. */
function shown(item: string, line: string, fields: readonly string[]): string | undefined {
  const parts = item.match(/"(?:[^"\\]|\\.)*"|\$NF|\$\d+|\S/g) ?? [];
  let text = '';
  for (const part of parts) {
    if (part.startsWith('"')) text += part.slice(1, -1);
    else if (part === '$NF') text += fields.at(-1) ?? '';
    else if (part === '$0') text += line;
    else if (/^\$\d+$/.test(part)) text += fields[Number(part.slice(1)) - 1] ?? '';
    else return undefined;
  }
  return parts.length === 0 ? line : text;
}
