import { randomBytes } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const UPPER32 = `${LETTERS.toUpperCase()}234567`;

/** Random characters of an alphabet of at most 256; every character as likely as the next. */
export function characters(length: number, alphabet: string = ALPHANUMERIC): string {
  const fair = 256 - (256 % alphabet.length);
  let out = '';
  while (out.length < length)
    for (const byte of randomBytes(length * 2)) {
      if (byte < fair && out.length < length) out += alphabet[byte % alphabet.length];
    }
  return out;
}

export function hex(length: number): string {
  return randomBytes(length).toString('hex');
}

/** `AKIA…`: what an access key is known by. */
export function accessKeyId(): string {
  return `AKIA${characters(16, UPPER32)}`;
}
