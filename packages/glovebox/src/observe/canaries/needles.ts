/** Something searched for, and whose it is. */
export interface Needle<Owner> {
  readonly bytes: Uint8Array;
  readonly owner: Owner;
}

export interface Found<Owner> {
  readonly owner: Owner;
  readonly at: number;
  readonly length: number;
}

const SLOTS = 1 << 16;
const GOLDEN = 0x9e3779b1;
const MOST_FOUND = 200;

/**
 * Searches for all needles in one pass: four bytes from the middle of each, which are random in a secret while its beginning often
 * is not, say by a table whether it is worth comparing. Needles are at least four bytes long.
 */
export function indexNeedles<Owner>(needles: readonly Needle<Owner>[]): (haystack: Uint8Array) => Found<Owner>[] {
  const first = new Int32Array(SLOTS).fill(-1);
  const next = new Int32Array(needles.length);
  const words = new Int32Array(needles.length);
  const middles = needles.map(({ bytes }) => (bytes.length - 4) >> 1);
  needles.forEach(({ bytes }, index) => {
    const at = middles[index] ?? 0;
    const word = wordAt(bytes, at);
    const slot = Math.imul(word, GOLDEN) >>> 16;
    words[index] = word;
    next[index] = first[slot] ?? -1;
    first[slot] = index;
  });

  return (haystack) => {
    const found: Found<Owner>[] = [];
    let word = 0;
    for (let end = 0; end < haystack.length; end++) {
      word = (word << 8) | (haystack[end] ?? 0);
      let index = first[Math.imul(word, GOLDEN) >>> 16] ?? -1;
      for (; index >= 0; index = next[index] ?? -1) {
        const needle = needles[index];
        if (words[index] !== word || needle === undefined) continue;
        const at = end - 3 - (middles[index] ?? 0);
        if (!standsAt(haystack, needle.bytes, at)) continue;
        found.push({ owner: needle.owner, at, length: needle.bytes.length });
        if (found.length >= MOST_FOUND) return found;
      }
    }
    return found;
  };
}

function wordAt(bytes: Uint8Array, at: number): number {
  let word = 0;
  for (let index = at; index < at + 4; index++) word = (word << 8) | (bytes[index] ?? 0);
  return word;
}

function standsAt(haystack: Uint8Array, needle: Uint8Array, at: number): boolean {
  if (at < 0 || at + needle.length > haystack.length) return false;
  for (let index = 0; index < needle.length; index++) if (haystack[at + index] !== needle[index]) return false;
  return true;
}
