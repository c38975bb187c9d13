/** A file of an archive, or a folder where there is no content. */
export interface CpioEntry {
  readonly name: string;
  readonly mode: number;
  readonly content?: Buffer;
}

const FOLDER = 0o040000;
const FILE = 0o100000;

/** An archive as the kernel unpacks it at its start: cpio's "newc", folders before what is in them. */
export function cpioOf(entries: readonly CpioEntry[]): Buffer {
  const parts = entries.flatMap(({ name, mode, content }, index) =>
    member(name, (content === undefined ? FOLDER : FILE) | mode, index + 1, content ?? Buffer.alloc(0)),
  );
  return Buffer.concat([...parts, ...member('TRAILER!!!', 0, 0, Buffer.alloc(0))]);
}

/** Everything belongs to root and is as old as 1970, so that the same content is the same archive. */
function member(name: string, mode: number, inode: number, content: Buffer): Buffer[] {
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return [padded(Buffer.from(head, 'latin1')), padded(content)];
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
