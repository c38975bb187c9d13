import { constants, mkdirSync } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { GloveboxError } from '../error.ts';
import { replaceFile } from '../replace-file.ts';
import { MAX_ENVELOPE_BYTES } from './envelope.ts';

/** Where attestations lie, below the folder that one works in. */
export const ATTESTATIONS_FOLDER = join('.glovebox', 'attestations');
const MOST_FILES = 10_000;

/** A file that may hold an attestation, or why it was not read. */
export type Stored =
  | { readonly name: string; readonly text: Uint8Array }
  | { readonly name: string; readonly unread: string };

/** Reads one attestation, or all `*.json` of a folder. Throws `attestation-unreadable` when there is no such place. */
export async function readAttestations(path: string): Promise<Stored[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [await readOne(path, path)];
    const names = (await readdir(path)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
    if (names.length > MOST_FILES)
      throw new GloveboxError(
        'attestation-unreadable',
        `${path} holds ${names.length} attestations; ${MOST_FILES} are read`,
        'Remove those of what is no longer deployed.',
      );
    const root = await realpath(path);
    const read: Stored[] = [];
    // One after the other: a process may have a thousand files open, and a folder holds more.
    for (const name of names) read.push(await readInside(root, name));
    return read;
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError(
      'attestation-unreadable',
      `cannot read the attestations ${path}: ${reason}`,
      'Make one with glovebox attest, or name their place with --attestations.',
      { cause },
    );
  }
}

/** Links that stay inside are how Kubernetes mounts a ConfigMap; one that leads out was not laid there by who filled the folder. */
async function readInside(root: string, name: string): Promise<Stored> {
  const target = await realpath(join(root, name)).catch(() => '');
  if (!target.startsWith(root + sep)) return { name, unread: 'it is a link that leads out of the folder' };
  return readOne(name, target);
}

async function readOne(name: string, path: string): Promise<Stored> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: NodeJS.ErrnoException) => cause,
  );
  if (file instanceof Error) return { name, unread: `it cannot be read: ${file.code}` };
  try {
    const found = await file.stat();
    if (!found.isFile()) return { name, unread: 'it is no regular file' };
    if (found.size > MAX_ENVELOPE_BYTES) return { name, unread: 'it is larger than 4 MiB' };
    return { name, text: await file.readFile() };
  } finally {
    await file.close();
  }
}

/** Writes it at once or not at all. Throws `attestation-unwritable`. */
export function writeAttestation(path: string, folder: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    replaceFile(path, text);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError(
      'attestation-unwritable',
      `cannot write ${path}: ${reason}`,
      'Name another place with --output.',
      {
        cause,
      },
    );
  }
}
