/** One of a container's output streams. */
export type StreamName = 'stdout' | 'stderr';

const HEAD = 8;
const NAMES: Readonly<Record<number, StreamName>> = { 1: 'stdout', 2: 'stderr' };

/** Takes apart the daemon's multiplexed stream: 8 bytes say which stream and how many bytes follow. Throws on any other bytes. */
export function demultiplexer(onBytes: (stream: StreamName, bytes: Buffer) => void): (chunk: Buffer) => void {
  let head = Buffer.alloc(0);
  let name: StreamName | undefined;
  let left = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const needed = HEAD - head.length;
        head = Buffer.concat([head, chunk.subarray(at, at + needed)]);
        at += needed;
        if (head.length < HEAD) return;
        name = NAMES[head[0] ?? 0];
        left = head.readUInt32BE(4);
        if (name === undefined || head.readUIntBE(1, 3) !== 0) throw new Error('no frame of a container’s streams');
        head = Buffer.alloc(0);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      if (name !== undefined) onBytes(name, bytes);
    }
  };
}
