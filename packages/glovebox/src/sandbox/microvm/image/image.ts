import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { cacheFolder } from '../../images/cache.ts';
import { baseKey } from '../../images/rootfs.ts';
import { type CheckedFile, damage, readJson } from './checked.ts';
import { initramfsFor } from './initramfs.ts';

/** What every virtual machine starts from. */
export interface Image {
  /** Hash of everything in it. */
  readonly id: string;
  readonly kernel: string;
  readonly initramfs: string;
  /** The disk with the languages. */
  readonly rootfs: string;
}

export interface Manifest {
  readonly base: string;
  /** `6.1.0-56-cloud-amd64`. */
  readonly kernelVersion: string;
  readonly built: string;
  readonly files: Readonly<Record<(typeof IMAGE_FILES)[number], CheckedFile>>;
}

export const IMAGE_FILES = ['kernel', 'modules', 'rootfs'] as const;

/** Bump it when the recipe in `build.ts` changes what is made. */
const RECIPE = '2';

const REMEDY = 'Build it: glovebox images build microvm';

export function imagesFolder(): string {
  return cacheFolder('microvm');
}

export function imageKey(): string {
  return `image-${createHash('sha256').update(`${RECIPE} ${baseKey()}`).digest('hex').slice(0, 12)}`;
}

/** The image of this version of Glovebox, checked. Throws `image-missing` or `image-invalid`. */
export async function findImage(): Promise<Image> {
  const folder = join(imagesFolder(), imageKey());
  if (!existsSync(folder)) throw missing();
  const manifest = await checkImage(folder);
  const { initramfs, hash } = initramfsFor(folder);
  const hashes = IMAGE_FILES.map((name) => manifest.files[name].sha256);
  return {
    id: createHash('sha256')
      .update([...hashes, hash].join(' '))
      .digest('hex'),
    kernel: join(folder, 'kernel'),
    initramfs,
    rootfs: join(folder, 'rootfs'),
  };
}

/** Reads the manifest of the image in `folder` and holds its files against it. Throws `image-invalid`. */
export async function checkImage(folder: string): Promise<Manifest> {
  const manifest = readJson(join(folder, 'manifest.json')) as Manifest | undefined;
  if (manifest?.files === undefined) throw invalid(folder, 'its manifest is missing or unreadable');
  for (const name of IMAGE_FILES) {
    const why = await damage(join(folder, name), manifest.files[name]);
    if (why !== undefined) throw invalid(folder, why);
  }
  return manifest;
}

function missing(): GloveboxError {
  const others = readdirSync(imagesFolder()).some((name) => name.startsWith('image-'));
  const which = others ? 'for this version of Glovebox or of Node; there is one for another' : 'yet';
  return new GloveboxError('image-missing', `there is no image for virtual machines ${which}`, REMEDY);
}

function invalid(folder: string, why: string): GloveboxError {
  return new GloveboxError(
    'image-invalid',
    `the image in ${folder} is damaged: ${why}`,
    `Remove it (rm -r ${folder}). ${REMEDY}`,
  );
}
