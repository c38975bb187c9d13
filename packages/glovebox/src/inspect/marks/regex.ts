const LONGEST = 2_000;

/**
 * Whether matching may take time exponential in the text: a repeated group in which everything may be repeated or left out
 * itself, so that the same characters can be divided among the repetitions in ever more ways (`(\w+\s?)*`).
 */
export function isSlow(pattern: string): boolean {
  const source = pattern.slice(0, LONGEST);
  const open: Group[] = [newGroup()];
  for (let at = 0; at < source.length; ) {
    const group = open.at(-1);
    const character = source[at];
    if (group === undefined) return false;
    if (character === '(') {
      open.push(newGroup());
      at += prefixLength(source, at);
    } else if (character === ')') {
      open.pop();
      const [length, quantifier] = quantifierAt(source, at + 1);
      if (quantifier === 'unbounded' && isAmbiguous(group)) return true;
      addAtom(open.at(-1), quantifier, isAmbiguous(group));
      at += 1 + length;
    } else if (character === '|') {
      group.branches.push([]);
      at += 1;
    } else {
      const atom = atomLength(source, at);
      const [length, quantifier] = quantifierAt(source, at + atom);
      if (character !== '^' && character !== '$') addAtom(group, quantifier, false);
      at += atom + length;
    }
  }
  return false;
}

type Quantifier = 'once' | 'optional' | 'unbounded';

interface Group {
  /** Alternatives, each as how often its parts may occur. */
  readonly branches: Quantifier[][];
}

function newGroup(): Group {
  return { branches: [[]] };
}

function addAtom(group: Group | undefined, quantifier: Quantifier, holdsUnbounded: boolean): void {
  group?.branches.at(-1)?.push(quantifier === 'once' && holdsUnbounded ? 'unbounded' : quantifier);
}

function isAmbiguous({ branches }: Group): boolean {
  return branches.some((parts) => parts.includes('unbounded') && !parts.includes('once'));
}

/** `(`, `(?:`, `(?<name>`, `(?P<name>`. */
function prefixLength(source: string, at: number): number {
  const match = /^\((\?(:|P?<[A-Za-z]\w*>|[=!]|<[=!]))?/.exec(source.slice(at, at + 60));
  return match?.[0].length ?? 1;
}

function atomLength(source: string, at: number): number {
  if (source[at] === '\\') return 2;
  if (source[at] !== '[') return 1;
  let end = at + (source[at + 1] === '^' ? 3 : 2);
  while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
  return end - at + 1;
}

function quantifierAt(source: string, at: number): [length: number, Quantifier] {
  const match = /^(\*|\+|\?|\{\d*(,?)(\d*)\})[?+]?/.exec(source.slice(at, at + 20));
  if (match === null) return [0, 'once'];
  const [whole, sign] = match;
  if (sign === '?') return [whole.length, 'optional'];
  if (sign === '*' || sign === '+') return [whole.length, 'unbounded'];
  return [whole.length, match[2] === ',' && match[3] === '' ? 'unbounded' : 'once'];
}
