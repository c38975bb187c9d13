import { Buffer } from 'node:buffer';

/** Bytes as text in an encoding of Python's; UTF-8 for those not known. */
export function decodedText(bytes: Uint8Array, encoding: string): string {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  const buffer = Buffer.from(bytes);
  if (/^(latin-?1|iso-?8859-1|l1|cp1252|raw-unicode-escape)$/.test(name)) return buffer.toString('latin1');
  if (name === 'utf-16-be') return buffer.length % 2 === 0 ? buffer.swap16().toString('utf16le') : '';
  if (/^utf-?16/.test(name)) return buffer.toString('utf16le').replace(/^\ufeff/, '');
  if (/^utf-?32/.test(name))
    return buffer
      .toString('latin1')
      .replace(/\0/g, '')
      .replace(/^\xff\xfe/, '');
  return buffer.toString('utf8');
}

/** Text as bytes in an encoding of Python's. */
export function encodedText(text: string, encoding: string): Uint8Array {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  if (/^(latin-?1|iso-?8859-1|l1|cp1252|raw-unicode-escape)$/.test(name)) return Buffer.from(text, 'latin1');
  if (/^utf-?16/.test(name)) return Buffer.from(text, 'utf16le');
  return Buffer.from(text, 'utf8');
}
