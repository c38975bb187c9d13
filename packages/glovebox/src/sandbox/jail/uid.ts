import { readFileSync } from 'node:fs';

/** Ids for the jails of root, far from those of people and services. */
const FIRST_UID = 1_000_000_000;
const ALL_IDS = 0xffff_ffff;

/**
 * The kernel user id that jail number `jail` becomes when Glovebox runs as root; each has its own, so that none can signal another.
 * Undefined where there is nothing to drop: for an ordinary user, and for a "root" whose namespace maps nobody else.
 */
export function unprivilegedUid(jail: number, getuid = process.getuid, uidMap = readUidMap): number | undefined {
  if (getuid?.() !== 0) return undefined;
  const { start, size } = uidMap();
  if (size === ALL_IDS) return FIRST_UID + (process.pid % 1_000_000) * 1000 + (jail % 1000);
  return size > 2000 ? start + size - 1 - (jail % 1000) : undefined;
}

/** The largest range of ids this process's user namespace maps. */
function readUidMap(): { start: number; size: number } {
  const ranges = readFileSync('/proc/self/uid_map', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([start = 0, , size = 0]) => ({ start, size }));
  return ranges.reduce((largest, range) => (range.size > largest.size ? range : largest), { start: 0, size: 0 });
}
