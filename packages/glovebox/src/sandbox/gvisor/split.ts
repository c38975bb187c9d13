import type { Shape } from './calls.ts';

/** The pieces of a call's arguments, by what they are. Directories are as the sentry names them, where it does. */
export interface Pieces {
  /** `undefined` in place of a null pointer. */
  readonly paths: readonly (string | undefined)[];
  readonly directories: readonly Directory[];
  readonly numbers: readonly string[];
}

export interface Directory {
  /** `AT_FDCWD`, or the number of a descriptor. */
  readonly of: 'cwd' | number;
  readonly path: string | undefined;
}

const PART = {
  path: /^(?:0x[0-9a-f]+ ([\s\S]*)|<null>)$/,
  text: /^(?:0x[0-9a-f]+ ([\s\S]*)|<null>)$/,
  dir: /^(AT_FDCWD|0x[0-9a-f]+)(?: ([\s\S]*))?$/,
  otherDir: /^(AT_FDCWD|0x[0-9a-f]+)(?: ([\s\S]*))?$/,
  descriptor: /^(0x[0-9a-f]+)(?: ([\s\S]*))?$/,
} as const;
type Loose = keyof typeof PART;

const SEPARATOR = /, (?=0x[0-9a-f]+|<null>|AT_FDCWD)/g;
const MAX_TRIES = 64;

/**
 * Splits the text of a call's arguments. Paths stand in it unquoted, so a file called `a, 0x1 b` can be read in two ways: what
 * `known` says about a directory decides, and where nothing does the last path keeps all that is left: it holds the truth and
 * something more, and never equals a name that was not used.
 */
export function splitArguments(
  shape: Shape,
  args: string,
  known: (of: Directory['of']) => string | undefined,
): Pieces | undefined {
  const numbers: string[] = [];
  let text = args;
  const loose: Loose[] = shape.filter((part): part is Loose => part in PART);
  for (let left = shape.length - loose.length; left > 0; left--) {
    const match = /^([\s\S]*), ([^, ]+)$/.exec(text);
    if (match === null) return undefined;
    text = match[1] ?? '';
    numbers.unshift(match[2] ?? '');
  }
  const ways = readings(loose, text);
  const best = ways.find((pieces) => pieces.every((piece, i) => agrees(loose[i], piece, known))) ?? ways[0];
  if (best === undefined) return undefined;
  const paths: (string | undefined)[] = [];
  const directories: Directory[] = [];
  for (const [i, piece] of best.entries()) {
    const part = loose[i] as Loose;
    const match = PART[part].exec(piece);
    if (part === 'path' || part === 'text') paths.push(match?.[1]);
    else directories.push({ of: holder(match?.[1]), path: match?.[2] });
  }
  return { paths, directories, numbers };
}

/** All ways to cut `text` into the parts, those with short first pieces first. */
function readings(parts: readonly Loose[], text: string): string[][] {
  const found: string[][] = [];
  let tries = 0;
  const cut = (index: number, from: number, before: readonly string[]): void => {
    const part = parts[index];
    if (part === undefined || ++tries > MAX_TRIES) return;
    if (index === parts.length - 1) {
      if (PART[part].test(text.slice(from))) found.push([...before, text.slice(from)]);
      return;
    }
    for (const { index: at } of text.slice(from).matchAll(SEPARATOR)) {
      if (tries > MAX_TRIES) return;
      const piece = text.slice(from, from + at);
      if (PART[part].test(piece)) cut(index + 1, from + at + 2, [...before, piece]);
    }
  };
  cut(0, 0, []);
  return found;
}

function agrees(part: Loose | undefined, piece: string, known: (of: Directory['of']) => string | undefined): boolean {
  if (part === 'path' || part === 'text' || part === undefined) return true;
  const [, of, path] = PART[part].exec(piece) ?? [];
  const expected = known(holder(of));
  return expected !== undefined && (path === undefined || path === expected);
}

/** The kernel's number for the working directory is -100; as 32 or 64 bits. */
function holder(text: string | undefined): Directory['of'] {
  if (text === undefined || text === 'AT_FDCWD' || /^0x(f{8})?ffffff9c$/.test(text)) return 'cwd';
  return Number(text);
}
