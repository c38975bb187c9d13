import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';

/** A file or folder of a tar: content, or the path of a file to read it from. Folders have neither. */
export interface TarEntry {
  /** Without a slash at its start; at most 100 bytes. */
  readonly name: string;
  readonly mode: number;
  readonly content?: Uint8Array;
  readonly source?: string;
}

const BLOCK = 512;

/** A tar in the order given. Everything belongs to root and carries no time: the same content is the same tar. */
export function tarOf(entries: readonly TarEntry[]): Readable {
  return Readable.from(blocks(entries), { objectMode: false });
}

async function* blocks(entries: readonly TarEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const size = entry.content?.length ?? (entry.source === undefined ? 0 : statSync(entry.source).size);
    yield header(entry, size);
    if (entry.content !== undefined) yield Buffer.from(entry.content);
    else if (entry.source !== undefined) yield* createReadStream(entry.source, { highWaterMark: 1024 * 1024 });
    if (size % BLOCK !== 0) yield Buffer.alloc(BLOCK - (size % BLOCK));
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header({ name, mode, content, source }: TarEntry, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`too long for a tar: ${name}`);
  const isFolder = content === undefined && source === undefined;
  const bytes = Buffer.alloc(BLOCK);
  bytes.write(isFolder ? `${name}/` : name, 0);
  bytes.write(octal(mode, 7), 100);
  bytes.write(octal(0, 7), 108); // user
  bytes.write(octal(0, 7), 116); // group
  bytes.write(octal(size, 11), 124);
  bytes.write(octal(0, 11), 136); // time
  bytes.write('        ', 148); // the checksum counts itself as spaces
  bytes.write(isFolder ? '5' : '0', 156);
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}
