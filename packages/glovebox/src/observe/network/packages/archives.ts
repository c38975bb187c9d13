import { crc32, gzipSync } from 'node:zlib';

/** A file of an archive, by its path. */
export type Member = readonly [path: string, content: string];

/** 1 January 1980, the earliest there is: the same members are the same archive. */
const DATE = 0x0021;

/** A zip of few small files, nothing compressed (PKWARE's APPNOTE, 4.3). */
export function zipOf(members: readonly Member[]): Buffer {
  const files: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const [path, content] of members) {
    const [name, bytes] = [Buffer.from(path), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version that it takes
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    files.push(Buffer.from('PK\x03\x04'), common, name, bytes);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6); // as a Unix file
    rest.writeUInt32LE(at, 10);
    index.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, name);
    at += 30 + name.length + bytes.length;
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, directory, Buffer.from('PK\x05\x06'), end]);
}

const BLOCK = 512;

/** A compressed tar (POSIX ustar) of few small files, whose paths have at most 100 characters. */
export function tgzOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(([path, content]) => {
    const bytes = Buffer.from(content);
    const head = Buffer.alloc(BLOCK);
    head.write(path.slice(0, 100), 0);
    head.write(
      `0000644\x000000000\x000000000\x00${bytes.length.toString(8).padStart(11, '0')}\x0000000000000\x00        0`,
      100,
    );
    head.write('ustar\x0000', 257);
    head.write(
      `${head
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [head, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}
