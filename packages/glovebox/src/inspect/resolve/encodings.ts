import { Buffer } from 'node:buffer';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** What decompression may give, in bytes: a source must not fill the memory of what reads it. */
export const MOST_UNPACKED = 512 * 1024;

type Decode = (content: Buffer) => Uint8Array | undefined;

/** Undefined for what is damaged, or larger than the decompressor was allowed. */
export function unpacked<Bytes extends Uint8Array>(unpack: () => Bytes): Bytes | undefined {
  try {
    return unpack();
  } catch {
    return undefined;
  }
}

const LIMIT = { maxOutputLength: MOST_UNPACKED };

export const inflate: Decode = (content) =>
  unpacked(() => inflateSync(content, LIMIT)) ?? unpacked(() => inflateRawSync(content, LIMIT));
export const gunzip: Decode = (content) => unpacked(() => gunzipSync(content, LIMIT));

export const base64: Decode = (content) => Buffer.from(content.toString('latin1'), 'base64');
export const base16: Decode = (content) => {
  const digits = content.toString('latin1').replace(/[\s:-]/g, '');
  return /^([0-9a-fA-F]{2})*$/.test(digits) ? Buffer.from(digits, 'hex') : undefined;
};

const ALPHABET_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const base32: Decode = (content) => {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of content.toString('latin1').replace(/=+$/, '').toUpperCase()) {
    const five = ALPHABET_32.indexOf(letter);
    if (five < 0) return undefined;
    held = ((held << 5) | five) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Uint8Array.from(bytes);
};

const ALPHABET_85 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

export const base85: Decode = (content) =>
  fromGroups(content.toString('latin1'), (letter) => ALPHABET_85.indexOf(letter));
/** Ascii85: `z` stands for four zeros, `<~` and `~>` may stand around it. */
export const ascii85: Decode = (content) => {
  const text = content
    .toString('latin1')
    .replace(/\s/g, '')
    .replace(/^<~/, '')
    .replace(/~>$/, '')
    .replaceAll('z', '!!!!!');
  return fromGroups(text, (letter) => letter.charCodeAt(0) - 33);
};

/** Five digits of base 85 are four bytes; a shorter group at the end is filled up with the highest digit. */
function fromGroups(text: string, digit: (letter: string) => number): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let start = 0; start < text.length; start += 5) {
    let sum = 0;
    const given = Math.min(5, text.length - start);
    for (let at = 0; at < 5; at++) {
      const value = at < given ? digit(text[start + at] ?? '') : 84;
      if (value < 0 || value > 84) return undefined;
      sum = sum * 85 + value;
    }
    if (sum > 0xffffffff) return undefined;
    for (let at = 0; at < given - 1; at++) bytes.push(Math.floor(sum / 2 ** (24 - 8 * at)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

export function rot13(content: string): string {
  return content.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** `=3D` and soft line ends, as mail has them. */
export const quotedPrintable: Decode = (content) =>
  Buffer.from(
    content
      .toString('latin1')
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
