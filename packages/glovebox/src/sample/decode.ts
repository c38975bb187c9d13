import { isUtf8 } from 'node:buffer';
import { GloveboxError } from '../error.ts';

/** What compiled programs and archives start with. */
const MAGIC: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'an ELF program', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { name: 'a zip archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'a gzip archive', bytes: [0x1f, 0x8b] },
  { name: 'a Mach-O program', bytes: [0xcf, 0xfa, 0xed, 0xfe] },
];

/** The source as text. Throws `sample-binary` or `sample-encoding`; a byte order mark is dropped. */
export function decodeSource(path: string, content: Uint8Array): string {
  const kind = binaryKind(content);
  if (kind !== undefined) {
    throw new GloveboxError(
      'sample-binary',
      `${path} is ${kind}, not source code`,
      'Give the source file it was made from.',
    );
  }
  if (isUtf8(content)) return new TextDecoder().decode(content);
  throw new GloveboxError(
    'sample-encoding',
    `${path} is not valid UTF-8: byte ${firstInvalidByte(content)} starts no character`,
    'Convert it first, for example: iconv -f latin1 -t utf-8.',
  );
}

/** What a content is when it is no text; undefined for text. */
export function binaryKind(content: Uint8Array): string | undefined {
  const magic = MAGIC.find(({ bytes }) => bytes.every((byte, index) => content[index] === byte));
  if (magic !== undefined) return magic.name;
  return content.includes(0) ? 'a binary file (it has NUL bytes)' : undefined;
}

/** Offset of the first byte that is part of no valid sequence, from 0. */
function firstInvalidByte(content: Uint8Array): number {
  let valid = 0;
  let invalid = content.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isPrefixValid(content, middle)) valid = middle;
    else invalid = middle;
  }
  // A sequence that was cut by our own end of slice is at most three bytes long; step back to its first byte.
  let start = valid;
  while (start > 0 && valid - start < 3 && !isUtf8(content.subarray(0, start))) start--;
  return start;
}

/** Whether the first `length` bytes are valid, a character cut off at the end aside. */
function isPrefixValid(content: Uint8Array, length: number): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content.subarray(0, length), { stream: true });
    return true;
  } catch {
    return false;
  }
}
