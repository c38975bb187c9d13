// Writes a maximum into a module's own memory declarations, so that the engine refuses growth beyond it.

const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/**
 * The module with every memory bounded to `pages`; `atStart` is what the largest begins with. A content that is no module comes
 * back as it is: the engine says what is wrong with it.
 */
export function withMemoryBound(bytes, pages) {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, body] = readNumber(bytes, at + 1);
    if (body + size > bytes.length) break;
    if (id === MEMORY_SECTION) return rewritten(bytes, at, body, size, pages);
    at = body + size;
  }
  return { bytes, atStart: 0, isBounded: false };
}

function rewritten(bytes, start, body, size, pages) {
  let [count, at] = readNumber(bytes, body);
  const section = [...writeNumber(count)];
  let atStart = 0;
  for (; count > 0; count--) {
    const flags = bytes[at];
    const [initial, next] = readNumber(bytes, at + 1);
    const [declared, end] = (flags & HAS_MAXIMUM) !== 0 ? readNumber(bytes, next) : [Number.POSITIVE_INFINITY, next];
    atStart = Math.max(atStart, initial);
    section.push(flags | HAS_MAXIMUM, ...writeNumber(initial), ...writeNumber(Math.max(initial, Math.min(declared, pages))));
    at = end;
  }
  const rest = bytes.subarray(body + size);
  const head = [...bytes.subarray(0, start), MEMORY_SECTION, ...writeNumber(section.length), ...section];
  const whole = new Uint8Array(head.length + rest.length);
  whole.set(head);
  whole.set(rest, head.length);
  return { bytes: whole, atStart, isBounded: true };
}

/** An unsigned LEB128 number and where it ends. */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return [value, at];
}

function writeNumber(value) {
  const bytes = [];
  do {
    const byte = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value === 0 ? byte : byte | 0x80);
  } while (value > 0);
  return bytes;
}
