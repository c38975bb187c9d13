const MOST_WORDS = 256;
const DEEPEST = 12;
/** Braces that close nothing are looked at this often in one word. */
const MOST_FAILURES = 20;
const LONGEST = 4_000;

/** What `{a,b}` and `{1..3}` expand to. The text has what was quoted or expanded in it as marks, so that every brace is one of the shell's. */
export function bracesOf(text: string, depth = 0): string[] {
  if (depth > DEEPEST || text.length > LONGEST || !text.includes('{')) return [text];
  let failures = 0;
  for (let open = text.indexOf('{'); open >= 0 && failures < MOST_FAILURES; open = text.indexOf('{', open + 1)) {
    const group = groupAt(text, open);
    failures++;
    if (group === undefined) continue;
    const items =
      group.items.length > 1
        ? group.items.flatMap((item) => bracesOf(item, depth + 1))
        : sequenceOf(group.items[0] ?? '');
    if (items === undefined) continue;
    const before = text.slice(0, open);
    const after = bracesOf(text.slice(group.end + 1), depth + 1);
    return items
      .slice(0, MOST_WORDS)
      .flatMap((item) => after.map((rest) => `${before}${item}${rest}`))
      .slice(0, MOST_WORDS);
  }
  return [text];
}

/** What stands between a brace and the one that closes it, cut at its own commas. */
function groupAt(text: string, open: number): { readonly items: string[]; readonly end: number } | undefined {
  const items: string[] = [];
  let level = 0;
  let from = open + 1;
  for (let at = open; at < text.length; at++) {
    const letter = text[at];
    if (letter === '{') level++;
    else if (letter === ',' && level === 1) {
      items.push(text.slice(from, at));
      from = at + 1;
    } else if (letter === '}' && --level === 0) {
      return { items: [...items, text.slice(from, at)], end: at };
    }
    if (items.length > MOST_WORDS) return undefined;
  }
  return undefined;
}

function sequenceOf(item: string): string[] | undefined {
  const match = /^(?:(-?\d{1,9})\.\.(-?\d{1,9})|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d{1,9}))?$/.exec(item);
  if (match === null) return undefined;
  const [, first, last, firstLetter, lastLetter, by] = match;
  const isNumber = first !== undefined;
  const from = isNumber ? Number(first) : (firstLetter ?? 'a').charCodeAt(0);
  const to = isNumber ? Number(last) : (lastLetter ?? 'a').charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const width = isNumber && /^-?0\d/.test(first) ? first.length : 0;
  const count = Math.min(MOST_WORDS, Math.floor(Math.abs(to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to >= from ? 1 : -1) * step * index;
    return isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
