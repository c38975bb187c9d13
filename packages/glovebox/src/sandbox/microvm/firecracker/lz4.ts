/** Head of LZ4's legacy frame, which the kernel's build uses: blocks of 8 MiB, each after its packed size. */
export const LZ4_LEGACY = [0x02, 0x21, 0x4c, 0x18] as const;

const BLOCK = 8 * 1024 * 1024;

/** Unpacks an LZ4 legacy frame of at most `largest` bytes. Throws a `RangeError` where it is damaged or larger. */
export function unpackLz4(frame: Buffer, largest: number): Buffer {
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = LZ4_LEGACY.length; at + 4 <= frame.length; ) {
    const size = frame.readUInt32LE(at);
    if (at + 4 + size > frame.length) throw new RangeError('a block is cut short');
    const block = unpackBlock(frame.subarray(at + 4, at + 4 + size));
    total += block.length;
    if (total > largest) throw new RangeError(`more than ${largest} bytes`);
    blocks.push(block);
    at += 4 + size;
  }
  return Buffer.concat(blocks);
}

/** One block: sequences of bytes as they are, and copies of what came before. */
function unpackBlock(packed: Buffer): Buffer {
  const to = Buffer.allocUnsafe(BLOCK);
  let at = 0;
  let length = 0;

  function next(): number {
    const byte = packed[at++];
    if (byte === undefined) throw new RangeError('a sequence is cut short');
    return byte;
  }

  /** A length of four bits, and more bytes where those are full. */
  function readLength(bits: number): number {
    let size = bits;
    for (let more = bits === 15 ? 255 : 0; more === 255; size += more) more = next();
    return size;
  }

  while (at < packed.length) {
    const token = next();
    const literals = readLength(token >> 4);
    if (at + literals > packed.length || length + literals > BLOCK) throw new RangeError('bytes beyond the end');
    packed.copy(to, length, at, at + literals);
    at += literals;
    length += literals;
    if (at === packed.length) break; // the last sequence copies nothing
    const distance = next() | (next() << 8);
    const matched = readLength(token & 15) + 4;
    if (distance === 0 || distance > length || length + matched > BLOCK) throw new RangeError('a copy from nowhere');
    if (distance >= matched) to.copyWithin(length, length - distance, length - distance + matched);
    else for (let i = 0; i < matched; i++) to[length + i] = to[length + i - distance] ?? 0; // it copies what it makes
    length += matched;
  }
  return to.subarray(0, length);
}
