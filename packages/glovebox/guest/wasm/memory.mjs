// Bounds the memory of a module whose growth goes through this side, and remembers whether it asked for more.

const PAGE = 65_536;

export function boundMemory(bytes) {
  const grow = WebAssembly.Memory.prototype.grow;
  let refused = false;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE <= bytes) return grow.call(this, pages);
    refused = true;
    throw new RangeError('the memory limit is reached');
  };
  return { refused: () => refused };
}

const SMALL_PAGE = 4_096;
const LARGE = 1024 * 1024;

/**
 * Until the function returned is called, a large copy into a memory leaves pages untouched that are zero on both sides. Half of a
 * snapshot is: what is never touched is neither taken from the machine nor has to be given back when the process ends.
 */
export function copySparsely() {
  const { set } = Object.getPrototypeOf(Int8Array.prototype);
  Int8Array.prototype.set = function (source, offset = 0) {
    if (!ArrayBuffer.isView(source) || source.byteLength < LARGE) return set.call(this, source, offset);
    for (let at = 0; at < source.length; at += SMALL_PAGE) {
      const page = source.subarray(at, at + SMALL_PAGE);
      const place = this.subarray(offset + at, offset + at + page.length);
      if (!isZero(page) || !isZero(place)) set.call(place, page);
    }
  };
  return () => delete Int8Array.prototype.set;
}

function isZero({ buffer, byteOffset, byteLength }) {
  if (byteOffset % 4 !== 0 || byteLength % 4 !== 0) return false;
  const words = new Int32Array(buffer, byteOffset, byteLength / 4);
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
