import { HOLE } from '../resolve/value.ts';
import { closing } from './brackets.ts';
import { unescaped } from './escapes.ts';
import { type Known, known, NOTHING, UNTOLD } from './known.ts';
import { beginningsOf, type Pattern, type PatternPart, patternOf, reversed } from './patterns.ts';

/** What `${…}` asks of the shell. */
export interface Parameters {
  /** Undefined where the name is not set. */
  scalar(name: string): Known | undefined;
  /** Every item, of an array or of the positional parameters. */
  items(name: string): readonly Known[] | undefined;
  item(name: string, index: string): Known | undefined;
  /** Values of a name that the script leaves to the machine, as they usually are. */
  usual(name: string): Known | undefined;
  assign(name: string, value: Known): void;
  namesWith(prefix: string): readonly string[];
  keys(name: string): readonly string[];
  word(text: string): Known;
  patternParts(text: string): readonly PatternPart[];
  number(text: string): number | undefined;
  /** False where so many characters are too many. */
  spend(characters: number): boolean;
}

/** What the text between the braces of `${…}` stands for. */
export function parameterOf(body: string, shell: Parameters): Known | readonly Known[] {
  const match = /^(!|#(?=[\w@*[!?]))?([A-Za-z_]\w{0,200}|\d{1,5}|[@*#?$!-])/.exec(body.slice(0, 220));
  if (match === null) return UNTOLD;
  const [whole, mark, name = ''] = match;
  let rest = body.slice(whole.length);
  let index: string | undefined;
  if (rest.startsWith('[')) {
    const end = closing(rest, 1, '[', ']');
    index = rest.slice(1, end);
    rest = rest.slice(end + 1);
  }
  const isList = index === '@' || index === '*' || (index === undefined && (name === '@' || name === '*'));
  if (mark === '!' && /^[@*]$/.test(rest)) return shell.namesWith(name).map((text) => ({ text }));
  if (mark === '!' && isList && index !== undefined) return shell.keys(name).map((text) => ({ text }));
  const target = mark === '!' && index === undefined ? (shell.scalar(name)?.text ?? '') : name;
  if (target.includes(HOLE)) return UNTOLD;
  if (mark === '!' && !/^[A-Za-z_]\w*$|^\d+$/.test(target)) return UNTOLD;
  if (isList) return ofList(shell.items(target), mark, rest, shell);
  const value = index === undefined ? shell.scalar(target) : shell.item(target, index);
  if (mark === '#') return lengthOf(value ?? shell.usual(target));
  return operated(target, value, rest, shell);
}

function ofList(
  items: readonly Known[] | undefined,
  mark: string | undefined,
  rest: string,
  shell: Parameters,
): Known | readonly Known[] {
  if (items === undefined)
    return mark === '#' ? UNTOLD : /^:?[-+=]/.test(rest) ? operated('@', undefined, rest, shell) : [UNTOLD];
  if (mark === '#') return { text: String(items.length) };
  const [, from, count] = /^:([^:]*)(?::([\s\S]*))?$/.exec(rest) ?? [];
  if (from !== undefined && !/^[-+=?]/.test(rest.slice(1))) {
    const start = shell.number(from);
    const length = count === undefined ? undefined : shell.number(count);
    if (start === undefined || (count !== undefined && length === undefined)) return [UNTOLD];
    const sliced = items.slice(start);
    return length === undefined ? sliced : sliced.slice(0, length);
  }
  return rest === '' ? items : items.slice(0, MOST_ITEMS).map((item) => operated('', item, rest, shell));
}

const MOST_ITEMS = 200;

function lengthOf(value: Known | undefined): Known {
  return value === undefined || value.text.includes(HOLE) ? UNTOLD : { text: String(value.text.length) };
}

function operated(name: string, value: Known | undefined, operation: string, shell: Parameters): Known {
  const conditional = /^(:?)([-=+?])([\s\S]*)$/.exec(operation);
  if (conditional !== null) return alternative(name, value, conditional, shell);
  const held = (operation === '' ? undefined : shell.usual(name)) ?? value ?? UNTOLD;
  if (operation === '' || !shell.spend(held.text.length)) return value ?? UNTOLD;
  if (held.text.includes(HOLE)) return { ...known(HOLE, held) };
  return known(changed(held.text, operation, shell) ?? HOLE, held);
}

function alternative(
  name: string,
  value: Known | undefined,
  [, colon, kind, word = '']: readonly string[],
  shell: Parameters,
): Known {
  const isSet = value !== undefined && !(colon === ':' && value.text === '');
  if (kind === '+') return isSet ? shell.word(word) : NOTHING;
  if (isSet) return value;
  const otherwise = shell.word(word);
  if (kind === '=') shell.assign(name, otherwise);
  return kind === '?' ? UNTOLD : otherwise;
}

/** Undefined where the operation is not known. */
function changed(text: string, operation: string, shell: Parameters): string | undefined {
  if (operation.startsWith(':')) return sliced(text, operation.slice(1), shell);
  const operator = /^(##?|%%?|\/[/#%]?|\^\^?|,,?|~~?|@[A-Za-z]$)/.exec(operation)?.[0];
  if (operator === undefined) return undefined;
  const rest = operation.slice(operator.length);
  if (operator.startsWith('/')) return replaced(text, operator, rest, shell);
  if (operator.startsWith('@')) return transformed(text, operator);
  if (/^[\^,~]/.test(operator)) return recased(text, operator);
  const pattern = patternOf(shell.patternParts(rest));
  const isLongest = operator.length === 2;
  if (operator.startsWith('#')) return text.slice(cut(beginningsOf(pattern, text), isLongest));
  if (text.length * pattern.tokens.length > MOST_WORK) return undefined;
  const length = cut(beginningsOf(reversed(pattern), [...text].reverse().join('')), isLongest);
  return text.slice(0, text.length - length);
}

function cut(found: { readonly shortest: number; readonly longest: number } | undefined, isLongest: boolean): number {
  return found === undefined ? 0 : isLongest ? found.longest : found.shortest;
}

function sliced(text: string, range: string, shell: Parameters): string | undefined {
  const [from = '', count] = rangeOf(range);
  const start = shell.number(from);
  if (start === undefined) return undefined;
  const begin = start < 0 ? Math.max(0, text.length + start) : start;
  if (count === undefined) return text.slice(begin);
  const length = shell.number(count);
  if (length === undefined) return undefined;
  return length < 0 ? text.slice(begin, text.length + length) : text.slice(begin, begin + length);
}

/** Cut at the colon that is no part of a choice within brackets. */
function rangeOf(range: string): [string, string?] {
  const at = range.indexOf(':');
  return at < 0 || /\?/.test(range.slice(0, at)) ? [range] : [range.slice(0, at), range.slice(at + 1)];
}

const MOST_WORK = 2_000_000;

function replaced(text: string, operator: string, rest: string, shell: Parameters): string | undefined {
  const at = unescapedSlash(rest);
  const pattern = patternOf(shell.patternParts(at < 0 ? rest : rest.slice(0, at)));
  const replacement = at < 0 ? '' : shell.word(rest.slice(at + 1)).text;
  if (pattern.tokens.length === 0) return text;
  if (operator === '/#') {
    const found = beginningsOf(pattern, text);
    return found === undefined ? text : replacement + text.slice(found.longest);
  }
  if (operator === '/%') {
    const found = beginningsOf(reversed(pattern), [...text].reverse().join(''));
    return found === undefined ? text : text.slice(0, text.length - found.longest) + replacement;
  }
  if (pattern.literal !== undefined) {
    if (!shell.spend(text.length * (1 + replacement.length / pattern.literal.length))) return undefined;
    return operator === '//'
      ? text.replaceAll(pattern.literal, () => replacement)
      : text.replace(pattern.literal, () => replacement);
  }
  return scanned(text, pattern, replacement, operator === '//', shell);
}

function scanned(
  text: string,
  pattern: Pattern,
  replacement: string,
  isEvery: boolean,
  shell: Parameters,
): string | undefined {
  const isFixed = pattern.tokens.every((token) => !('any' in token && token.any === 'run'));
  const work = (isFixed ? 1 : text.length) * text.length * pattern.tokens.length;
  if (work > MOST_WORK || !shell.spend(work / 8)) return undefined;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const length = beginningsOf(pattern, text, at)?.longest ?? 0;
    result += length > 0 ? replacement : (text[at] ?? '');
    at += Math.max(1, length);
    if (length > 0 && !isEvery) break;
  }
  return result + text.slice(at);
}

function unescapedSlash(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\\') at++;
    else if (letter === '/') return at;
    else if (letter === "'" || letter === '"') {
      const end = text.indexOf(letter, at + 1);
      if (end > 0) at = end;
    } else if (letter === '$' && text[at + 1] === '{') at = closing(text, at + 2, '{', '}');
  }
  return -1;
}

function recased(text: string, operator: string): string {
  const change = (part: string): string => {
    if (operator.startsWith('^')) return part.toUpperCase();
    if (operator.startsWith(',')) return part.toLowerCase();
    return part.replace(/[a-zA-Z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
  };
  return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

function transformed(text: string, operator: string): string | undefined {
  switch (operator) {
    case '@U':
      return text.toUpperCase();
    case '@L':
      return text.toLowerCase();
    case '@u':
      return text.slice(0, 1).toUpperCase() + text.slice(1);
    case '@E':
      return unescaped(text);
    case '@P':
    case '@Q':
      return text;
    default:
      return undefined;
  }
}
