/** Bytes that stand in a text as numbers or escapes, each read as far as it goes. One pass each, whatever is in the text. */

/** `%68`, also where a `+` or a letter stands between. */
export function fromPercent(text: string): Buffer | undefined {
  return PERCENT.test(text) ? codes(text, /%([0-9a-f]{2})/gi) : undefined;
}
const PERCENT = /%[0-9a-f]{2}/i;

/** `=68`, and lines that go on: what a mail is written in. */
export function fromQuotedPrintable(text: string): Buffer | undefined {
  return QUOTED.test(text) ? codes(text.replace(/=\r?\n/g, ''), /=([0-9A-F]{2})/g) : undefined;
}
const QUOTED = /=(?:[0-9A-F]{2}|\r?\n)/;

/** `\\u0068` and `\\x68`: what JSON and programs write in strings; a backslash escaped twice is one all the same. */
export function fromEscapes(text: string): Buffer | undefined {
  return ESCAPED.test(text) ? codes(text, /\\{1,4}(?:u00|x)([0-9a-f]{2})/gi) : undefined;
}
const ESCAPED = /\\(?:u00|x)[0-9a-f]{2}/i;

/** `&#104;` and `&#x68;` */
export function fromEntities(text: string): Buffer | undefined {
  if (!ENTITY.test(text)) return undefined;
  return latin1(
    codes(text, /&#x([0-9a-f]{2});/gi)
      .toString('latin1')
      .replace(/&#(\d{2,3});/g, (_, code) => character(Number(code))),
  );
}
const ENTITY = /&#x?[0-9a-f]{2,3};/i;

/** Two characters for one, every other of them nothing: UTF-16 in either order. */
export function fromWide(bytes: Buffer): Buffer | undefined {
  let nothing = 0;
  for (const byte of bytes) if (byte === 0) nothing++;
  return nothing * 4 > bytes.length ? (bytes.filter((byte) => byte !== 0) as Buffer) : undefined;
}

/** One frame of a WebSocket as a client sends it: masked by four bytes that stand before. */
export function fromFrame(bytes: Buffer): Buffer | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.length < 6 || (first & 0x78) !== 0 || (second & 0x80) === 0) return undefined;
  const size = second & 127;
  const at = size === 126 ? 4 : size === 127 ? 10 : 2;
  const mask = bytes.subarray(at, at + 4);
  return Buffer.from(bytes.subarray(at + 4).map((byte, index) => byte ^ (mask[index & 3] ?? 0)));
}

/** `104, 101, 108`: the codes of characters, of which no two lists are one. */
export const DECIMALS = /\b\d{1,3}(?:[\s,;]{1,3}\d{1,3}){15,}/g;
export function fromDecimals(run: string): Buffer {
  return Buffer.from((run.match(/\d{1,3}/g) ?? []).map(Number));
}

/** What `xxd`, `hexdump -C` and `od -tx1` print: an offset, bytes, and the text beside them. */
export function fromDump(text: string): Buffer | undefined {
  const rows = [
    ...text.matchAll(/^[0-9a-f]{6,8}:? {1,3}((?:[0-9a-f]{2}){1,2}(?: {1,2}(?:[0-9a-f]{2}){1,2}){0,15})(?: |$)/gim),
  ];
  return rows.length === 0 ? undefined : Buffer.from(rows.map(([, row = '']) => row.replace(/ /g, '')).join(''), 'hex');
}

function codes(text: string, pattern: RegExp): Buffer {
  return latin1(text.replace(pattern, (_, code: string) => character(Number.parseInt(code, 16))));
}

function character(code: number): string {
  return String.fromCharCode(code & 255);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
