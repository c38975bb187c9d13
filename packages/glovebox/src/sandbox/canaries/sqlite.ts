/** Writes a SQLite file of one table that fits into one page: what browsers keep cookies and passwords in. */

const PAGE = 4096;

export type Value = string | number | Uint8Array;

/** @param create the statement that made the table. */
export function sqliteFile(table: string, create: string, rows: readonly (readonly Value[])[]): Buffer {
  const first = leaf([['table', table, table, 2, create]], 100);
  header().copy(first);
  return Buffer.concat([first, leaf(rows, 0)]);
}

function header(): Buffer {
  const head = Buffer.alloc(100);
  head.write('SQLite format 3\0');
  head.writeUInt16BE(PAGE, 16);
  head.set([1, 1, 0, 64, 32, 32], 18);
  head.writeUInt32BE(1, 24); // changed once
  head.writeUInt32BE(2, 28); // pages
  head.writeUInt32BE(1, 40); // schema cookie
  head.writeUInt32BE(4, 44); // schema format
  head.writeUInt32BE(1, 56); // UTF-8
  head.writeUInt32BE(1, 92);
  head.writeUInt32BE(3_045_001, 96);
  return head;
}

/** A leaf of a table: cells from the end of the page, where each begins from its head. */
function leaf(rows: readonly (readonly Value[])[], from: number): Buffer {
  const page = Buffer.alloc(PAGE);
  let end = PAGE;
  rows.forEach((row, index) => {
    const record = recordOf(row);
    const cell = Buffer.concat([varint(record.length), varint(index + 1), record]);
    end -= cell.length;
    cell.copy(page, end);
    page.writeUInt16BE(end, from + 8 + index * 2);
  });
  page[from] = 13;
  page.writeUInt16BE(rows.length, from + 3);
  page.writeUInt16BE(end, from + 5);
  return page;
}

function recordOf(row: readonly Value[]): Buffer {
  const cells = row.map(cellOf);
  const types = Buffer.concat(cells.map(({ type }) => varint(type)));
  return Buffer.concat([varint(types.length + 1), types, ...cells.map(({ bytes }) => bytes)]);
}

function cellOf(value: Value): { type: number; bytes: Buffer } {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return { type: 6, bytes };
  }
  const bytes = Buffer.from(value as string);
  return { type: bytes.length * 2 + (typeof value === 'string' ? 13 : 12), bytes };
}

function varint(value: number): Buffer {
  const groups = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 127) | 128);
  return Buffer.from(groups);
}
