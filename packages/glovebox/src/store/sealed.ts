import { createHmac, timingSafeEqual } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MOST_REPORT_CHARACTERS } from './limits.ts';

/** A report as it lies on disk. */
export interface Sealed {
  /** zstd of its JSON. */
  readonly content: Buffer;
  /** HMAC-SHA-256 of the name, the time and the content, by this user's secret. */
  readonly seal: Buffer;
}

/** What a key is called on disk: with another secret it is another name, and what lies under the first is not found. */
export function nameOf(secret: Buffer, key: string): string {
  return createHmac('sha256', secret).update(`glovebox.cache/1 name\n${key}`).digest('hex');
}

export function sealed(secret: Buffer, name: string, examinedMs: number, json: string): Sealed {
  const content = zstdCompressSync(json);
  return { content, seal: sealOf(secret, name, examinedMs, content) };
}

/** The report's JSON; undefined where one bit of it, its time or the name it lies under is not what was written. */
export function unsealed(
  secret: Buffer,
  name: string,
  examinedMs: number,
  { content, seal }: Sealed,
): string | undefined {
  const expected = sealOf(secret, name, examinedMs, content);
  if (seal.length !== expected.length || !timingSafeEqual(seal, expected)) return undefined;
  return zstdDecompressSync(content, { maxOutputLength: MOST_REPORT_CHARACTERS }).toString();
}

function sealOf(secret: Buffer, name: string, examinedMs: number, content: Buffer): Buffer {
  // Of fixed lengths but for the last: no field runs into the next.
  return createHmac('sha256', secret).update(`glovebox.cache/1\n${name}\n${examinedMs}\n`).update(content).digest();
}
