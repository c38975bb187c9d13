/** The words of a command as bash traces it, without the quotes it puts around them; what is cut in the middle of one is kept. */
export function unquoted(traced: string): string {
  let text = '';
  for (let at = 0; at < traced.length; ) {
    const letter = traced[at];
    if (letter === "'") {
      const end = traced.indexOf("'", at + 1);
      text += traced.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? traced.length : end + 1;
    } else if (letter === '$' && traced[at + 1] === "'") {
      const [inside, next] = escaped(traced, at + 2);
      text += inside;
      at = next;
    } else if (letter === '\\') {
      text += traced[at + 1] ?? '';
      at += 2;
    } else {
      text += letter;
      at++;
    }
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  v: '\v',
};

/** What stands between `$'` and `'`, and where that ends. */
function escaped(traced: string, start: number): [string, number] {
  let text = '';
  let at = start;
  while (at < traced.length && traced[at] !== "'") {
    if (traced[at] !== '\\') {
      text += traced[at++];
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(traced.slice(at + 1, at + 4))?.[0];
    const letter = traced[at + 1] ?? '';
    text += octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8));
    at += 1 + (octal?.length ?? 1);
  }
  return [text, at + 1];
}
