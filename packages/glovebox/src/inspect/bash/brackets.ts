const LONGEST = 200_000;

/** Where the bracket that opens before `from` closes, past what is quoted; the end of the text where it does not. */
export function closing(text: string, from: number, open: '(' | '{' | '[', close: ')' | '}' | ']'): number {
  const limit = Math.min(text.length, from + LONGEST);
  let level = 1;
  let isQuoted = false;
  for (let at = from; at < limit; at++) {
    const letter = text[at];
    if (letter === '\\') at++;
    else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === "'" && !isQuoted) {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return limit;
      at = end;
    } else if (letter === open) level++;
    else if (letter === close && --level === 0) return at;
  }
  return limit;
}

/** Where a backtick that opens before `from` closes. */
export function backtick(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at;
  }
  return text.length;
}
