import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { cacheFolder } from '../../images/cache.ts';
import { isElf } from './elf.ts';
import { unpackKernel } from './vmlinux.ts';

/** Path of `kernel` as Firecracker takes it: itself when it is an ELF file, else what is unpacked from it once and kept under its hash. */
export async function bootableKernel(kernel: string): Promise<string> {
  const content = read(kernel);
  if (isElf(content)) return kernel;
  const hash = createHash('sha256').update(content).digest('hex');
  const kept = join(cacheFolder('kernels'), `${hash}.elf`);
  if (existsSync(kept)) return kept;
  const unpacked = await unpackKernel(content);
  // Under its name only when whole: another process may look for it now.
  const half = `${kept}.${randomBytes(6).toString('hex')}`;
  writeFileSync(half, unpacked, { mode: 0o444 });
  renameSync(half, kept);
  return kept;
}

function read(kernel: string): Buffer {
  try {
    return readFileSync(kernel);
  } catch (cause) {
    throw new GloveboxError(
      'image-missing',
      `the guest's kernel cannot be read: ${(cause as Error).message}`,
      'Build the image with `glovebox images build microvm`.',
      { cause },
    );
  }
}
