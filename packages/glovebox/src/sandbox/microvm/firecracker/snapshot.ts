import { chmodSync, chownSync, constants, copyFileSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { FILES, snapshotRequests } from './requests.ts';
import type { Vmm } from './vmm.ts';

const MIB = 1024 * 1024;

/** What a snapshot consists of. Its disk is the image's, which nobody writes. */
const PARTS = [FILES.memory, FILES.state] as const;

/** Pauses the machine for good and leaves its snapshot in `folder`, whole or not at all. */
export async function snapshotInto(folder: string, vmm: Vmm, timeoutMs: number): Promise<void> {
  try {
    await vmm.ask(snapshotRequests(), timeoutMs);
    for (const part of PARTS) keep(join(vmm.folder, part), join(folder, part));
  } catch (cause) {
    for (const part of PARTS) rmSync(join(folder, part), { force: true });
    throw cause;
  }
}

/** Firecracker has made it as the user it runs as; from now on it is nobody's to write, for every machine reads it. */
function keep(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw unkept(kept, cause);
    copyFileSync(made, kept, constants.COPYFILE_FICLONE);
    rmSync(made);
  }
  chownSync(kept, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  chmodSync(kept, 0o444);
}

function unkept(kept: string, cause: unknown): GloveboxError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new GloveboxError(
    code === 'ENOSPC' ? 'no-space' : 'backend-failed',
    `the snapshot cannot be kept at ${kept}: ${message}`,
    'Make room there, or set GLOVEBOX_CACHE to a folder that has some.',
    { cause },
  );
}

/** Throws `snapshot-corrupt` when a part is missing or the memory is not the machine's: Firecracker would map what is there and crash later. */
export function requireSnapshot(folder: string, memoryBytes: number): void {
  const expected = Math.ceil(memoryBytes / MIB) * MIB;
  const memory = sizeOf(join(folder, FILES.memory));
  if (memory !== expected) throw corrupt(folder, `its memory has ${memory} bytes instead of ${expected}`);
  if (sizeOf(join(folder, FILES.state)) === 0) throw corrupt(folder, 'its state is empty');
}

function sizeOf(path: string): number {
  const found: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : 0;
}

function corrupt(folder: string, why: string): GloveboxError {
  return new GloveboxError(
    'snapshot-corrupt',
    `the snapshot in ${folder} is damaged: ${why}`,
    'Remove it with `glovebox images prune`; the next run makes a new one.',
  );
}
