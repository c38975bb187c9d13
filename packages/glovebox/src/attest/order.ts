/** By their bytes in UTF-8, as `LC_ALL=C sort` and Go do; JavaScript's own order differs beyond the basic plane. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
