const SINGLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** A string as Go quotes it, without the quotes. */
export const QUOTED = '"((?:[^"\\\\]|\\\\[\\s\\S])*)"';

/** Undoes Go's quoting. Bytes that are no UTF-8 become U+DCxx, as in the warden's messages. */
export function unquote(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/g,
    (_, byte, short, long, single) => {
      if (byte !== undefined) {
        const value = Number.parseInt(byte, 16);
        return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
      }
      const point = short ?? long;
      if (point !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(point, 16), 0x10ffff));
      return SINGLE[single] ?? single;
    },
  );
}

/** The bytes of a string that {@link unquote} gave. */
export function bytesOf(text: string): Buffer {
  return Buffer.concat(
    [...text].map((character) => {
      const code = character.charCodeAt(0);
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
    }),
  );
}
