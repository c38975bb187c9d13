/** One element of a shell pattern. */
type Token =
  | { readonly any: 'one' | 'run' }
  | { readonly one: string }
  | { readonly isOne: (letter: string) => boolean };

export interface Pattern {
  readonly tokens: readonly Token[];
  /** The text it stands for, where it holds no wildcard. */
  readonly literal: string | undefined;
}

/** A part of a pattern; what was quoted stands for itself. */
export interface PatternPart {
  readonly text: string;
  readonly isQuoted: boolean;
}

const LONGEST_PATTERN = 400;

export function patternOf(parts: readonly PatternPart[]): Pattern {
  const tokens: Token[] = [];
  for (const { text, isQuoted } of parts) {
    for (let at = 0; at < text.length && tokens.length < LONGEST_PATTERN; at++) {
      const letter = text[at] ?? '';
      if (isQuoted) tokens.push({ one: letter });
      else if (letter === '*') tokens.push({ any: 'run' });
      else if (letter === '?') tokens.push({ any: 'one' });
      else if (letter === '\\') tokens.push({ one: text[++at] ?? '\\' });
      else {
        const end = letter === '[' ? endOfClass(text, at) : -1;
        tokens.push(end < 0 ? { one: letter } : { isOne: classOf(text.slice(at + 1, end)) });
        if (end >= 0) at = end;
      }
    }
  }
  const isLiteral = tokens.every((token) => 'one' in token);
  return { tokens, literal: isLiteral ? tokens.map((token) => ('one' in token ? token.one : '')).join('') : undefined };
}

const LONGEST_CLASS = 200;

function endOfClass(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_CLASS);
  for (let at = start + (/[!^]/.test(text[start + 1] ?? '') ? 3 : 2); at < limit; at++) {
    if (text[at] === '[' && text[at + 1] === ':') {
      const end = text.indexOf(':]', at);
      if (end < 0 || end > limit) return -1;
      at = end + 1;
    } else if (text[at] === ']') return at;
  }
  return -1;
}

const NAMED: Readonly<Record<string, RegExp>> = {
  alpha: /[a-zA-Z]/,
  digit: /\d/,
  alnum: /[a-zA-Z\d]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[\da-fA-F]/,
};

/** What `[a-z[:digit:]]` holds, as a test of one letter. */
export function classOf(content: string): (letter: string) => boolean {
  const isNegated = /^[!^]/.test(content);
  const tests: ((letter: string) => boolean)[] = [];
  const rest = (isNegated ? content.slice(1) : content).replace(/\[:(\w{1,8}):\]/g, (_, name: string) => {
    const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (named !== undefined) tests.push((letter) => named.test(letter));
    return '';
  });
  for (let at = 0; at < rest.length; at++) {
    const from = rest[at] ?? '';
    const to = rest[at + 1] === '-' ? rest[at + 2] : undefined;
    tests.push(to === undefined ? (letter) => letter === from : (letter) => letter >= from && letter <= to);
    if (to !== undefined) at += 2;
  }
  return (letter) => tests.some((test) => test(letter)) !== isNegated;
}

/** The lengths of the shortest and the longest beginning of the text, from `start`, that the pattern fits; one pass, whatever the pattern. */
export function beginningsOf(
  { tokens }: Pattern,
  text: string,
  start = 0,
): { readonly shortest: number; readonly longest: number } | undefined {
  let active = closed(tokens, new Set([0]));
  let [shortest, longest] = active.has(tokens.length) ? [0, 0] : [-1, -1];
  for (let at = start; at < text.length && active.size > 0; at++) {
    const letter = text[at] ?? '';
    const next = new Set<number>();
    for (const index of active) {
      const token = tokens[index];
      if (token === undefined) continue;
      if ('any' in token) next.add(token.any === 'run' ? index : index + 1);
      else if ('one' in token ? token.one === letter : token.isOne(letter)) next.add(index + 1);
    }
    active = closed(tokens, next);
    if (!active.has(tokens.length)) continue;
    longest = at + 1 - start;
    if (shortest < 0) shortest = longest;
  }
  return shortest < 0 ? undefined : { shortest, longest };
}

/** A run of anything may also be empty. */
function closed(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const index of states) {
    const token = tokens[index];
    if (token !== undefined && 'any' in token && token.any === 'run') states.add(index + 1);
  }
  return states;
}

export function matchesWhole(pattern: Pattern, text: string): boolean {
  if (pattern.literal !== undefined) return pattern.literal === text;
  return beginningsOf(pattern, text)?.longest === text.length;
}

export function reversed(pattern: Pattern): Pattern {
  return {
    tokens: [...pattern.tokens].reverse(),
    literal: pattern.literal === undefined ? undefined : [...pattern.literal].reverse().join(''),
  };
}
