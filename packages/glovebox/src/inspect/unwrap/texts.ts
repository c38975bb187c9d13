/** The texts of a pickle: how its protocols write them. Each takes one character a byte. */

export function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** As the operand of `UNICODE`: `\u` and `\U` stand for what ASCII has not. */
export function rawUnicode(line: string): string {
  return line.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (whole, short?: string, long?: string) =>
    characterOf(short ?? long ?? '', whole),
  );
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '"': '"', '\\': '\\' };

/** As the operand of `STRING`: a literal in quotes. */
export function quoted(line: string): string {
  return line
    .trim()
    .replace(/^(['"])(.*)\1$/s, '$2')
    .replace(/\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gis, (whole, hex?: string, octal?: string, one?: string) => {
      if (hex !== undefined) return characterOf(hex, whole);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return SIMPLE[one ?? ''] ?? whole;
    });
}

function characterOf(hex: string, whole: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
