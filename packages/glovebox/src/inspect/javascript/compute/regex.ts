import { Regex } from './plain.ts';

const LONGEST = 200;
/** One character: as it is, escaped, of a class, or grouped without a choice. */
const ATOM = /\[\^?(?:\\[^ck]|[^\]\\])+\]|\\[^1-9ckpP]|\(\?:|[^\\[\]{}*+?|]/y;
const QUANTIFIER = /[+*?]\??|\{\d{1,3}(?:,\d{0,3})?\}/y;

/** A pattern written out as `/x/g`; undefined for what may take more than linear time, as the sample's author chooses it. */
export function regexOf(written: string): Regex | undefined {
  const end = written.lastIndexOf('/');
  const source = written.slice(1, end);
  const flags = written.slice(end + 1);
  if (end < 1 || source.length > LONGEST || !/^[gimsuy]*$/.test(flags) || !isSimple(source)) return undefined;
  try {
    new RegExp(source, flags);
  } catch {
    return undefined;
  }
  return new Regex(source, flags);
}

/** A row of characters of which one may repeat, or a choice between rows without repetition: nothing to backtrack into. */
function isSimple(source: string): boolean {
  const rows = source.split('|');
  if (rows.length > 1 && /[()[\]\\]/.test(source)) return false;
  return rows.map(repetitions).every((count) => count <= (rows.length === 1 ? 1 : 0));
}

/** How many quantifiers a row has; infinite where it is no simple row. */
function repetitions(row: string): number {
  let count = 0;
  let at = 0;
  while (at < row.length) {
    ATOM.lastIndex = at;
    if (!ATOM.test(row)) return Number.POSITIVE_INFINITY;
    const isGroupEnd = row[at] === ')';
    at = ATOM.lastIndex;
    QUANTIFIER.lastIndex = at;
    if (!QUANTIFIER.test(row)) continue;
    if (isGroupEnd) return Number.POSITIVE_INFINITY;
    at = QUANTIFIER.lastIndex;
    count++;
  }
  return count;
}
