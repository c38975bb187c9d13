const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  e: '\x1b',
  E: '\x1b',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** What the escapes of `$'…'`, `echo -e` and `printf` stand for. In the latter two an octal number may begin with a zero of its own. */
export function unescaped(content: string, zeroFirst = false): string {
  if (!content.includes('\\')) return content;
  const octal = zeroFirst ? /^0?[0-7]{1,3}/ : /^[0-7]{1,3}/;
  return content.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([@-_a-z?])|([0-7]{1,4})|([\s\S]))/g,
    (_, hex, short, long, control, digits, letter) => {
      if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) & 31);
      if (digits !== undefined) {
        const used = octal.exec(digits)?.[0] ?? '';
        return String.fromCharCode(Number.parseInt(used, 8) & 255) + digits.slice(used.length);
      }
      const code = hex ?? short ?? long;
      if (code === undefined) return SIMPLE[letter] ?? (/["'\\?]/.test(letter) ? letter : `\\${letter}`);
      const point = Number.parseInt(code, 16);
      return point > 0x10ffff ? '' : String.fromCodePoint(point);
    },
  );
}
