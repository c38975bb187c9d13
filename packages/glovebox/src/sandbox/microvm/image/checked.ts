import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** A file as it was when it was made. */
export interface CheckedFile {
  readonly bytes: number;
  readonly sha256: string;
  /** Time of its last change in nanoseconds. The kernel sets it; while it is the same, so is the content. */
  readonly changedNs: string;
}

export async function checkedFile(path: string): Promise<CheckedFile> {
  return { ...stamp(path), sha256: await sha256(path) };
}

/** Why `path` is not what it was; undefined when it is. Reads it only when it was touched since. */
export async function damage(path: string, expected: CheckedFile): Promise<string | undefined> {
  const { bytes, changedNs } = stamp(path);
  if (bytes !== expected.bytes) return `${path} has ${bytes} bytes instead of ${expected.bytes}`;
  if (changedNs === expected.changedNs || read.get(path) === `${changedNs} ${expected.sha256}`) return undefined;
  if ((await sha256(path)) !== expected.sha256) return `${path} does not have the content it was made with`;
  read.set(path, `${changedNs} ${expected.sha256}`);
  return undefined;
}

/** What was read since it was touched (a copied cache is), and found whole. */
const read = new Map<string, string>();

/** The JSON in `path`; undefined where it is missing or is none. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function stamp(path: string): { bytes: number; changedNs: string } {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return { bytes: Number(status?.size ?? 0), changedNs: `${status?.ctimeNs ?? 0}` };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
