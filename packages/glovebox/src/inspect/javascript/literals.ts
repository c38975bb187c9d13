const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

/** An escape sequence as the engine reads it. */
export function unescaped(sequence: string): string {
  const octal = /^\\([0-3]?[0-7]{1,2})$/.exec(sequence)?.[1];
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})$/.exec(sequence);
  const digits = code?.[1] ?? code?.[2] ?? code?.[3];
  if (digits === undefined) return SIMPLE[sequence.slice(1)] ?? sequence.slice(1);
  const point = Number.parseInt(digits, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : sequence;
}
