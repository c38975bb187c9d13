import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { replaceFile } from '../../replace-file.ts';
import type { Language } from '../../sample/sample.ts';
import { cacheFolder } from './cache.ts';
import { layerKey } from './layer.ts';
import { baseKey } from './rootfs.ts';

/** An image that was built here. It is run by its id, which is a hash of its content; its name is for people. */
export interface ImageRecord {
  readonly name: string;
  readonly id: string;
  /** Id of the same image for runs under conditions, where there is one. */
  readonly underConditions?: string;
  /** Name of the daemon that has it. */
  readonly daemon: string;
  /** What it was made of: the key of the root file system, or the image of a registry with its digest. */
  readonly base: string;
  readonly layer: string;
  /** Path of the interpreter inside, for the languages it can run. */
  readonly interpreters: Partial<Record<Language, string>>;
  readonly built: string;
}

/**
 * The image to run `language` with: the newest that was built with this version's agents and warden, from a registry's image
 * where one was built so. Throws `image-missing`.
 */
export function findImage(language: Language, daemon: string): ImageRecord & { readonly interpreter: string } {
  const layer = layerKey();
  const fitting = readRecords()
    .filter((record) => record.layer === layer && (isPinned(record) || record.base === baseKey()))
    .filter(({ interpreters }) => interpreters[language] !== undefined)
    .sort((a, b) => rank(b, daemon) - rank(a, daemon) || b.built.localeCompare(a.built));
  const [best] = fitting;
  const interpreter = best?.interpreters[language];
  if (best === undefined || interpreter === undefined)
    throw imageMissing(`for ${language} of this version of Glovebox`);
  return { ...best, interpreter };
}

/** The id is the same wherever the same image was loaded; the daemon that was asked for comes first, then pinned images. */
function rank(record: ImageRecord, daemon: string): number {
  return (record.daemon === daemon ? 2 : 0) + (isPinned(record) ? 1 : 0);
}

function isPinned({ base }: ImageRecord): boolean {
  return base.includes('@sha256:');
}

export function imageMissing(which: string, options?: { cause?: unknown }): GloveboxError {
  return new GloveboxError(
    'image-missing',
    `there is no container image ${which}`,
    'Build it: glovebox images build container',
    options,
  );
}

/** All that were built here. Each has a file of its own, so that two builds at once do not undo each other's. */
export function readRecords(): readonly ImageRecord[] {
  return readdirSync(folder())
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readRecord(join(folder(), name)));
}

/** Adds a record, in place of one with the same name in the same daemon. */
export function addRecord(record: ImageRecord): void {
  const path = fileOf(record);
  replaceFile(path, `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

export function removeRecord(record: ImageRecord): void {
  rmSync(fileOf(record), { force: true });
}

function readRecord(path: string): ImageRecord[] {
  if (!existsSync(path)) return []; // removed since it was listed
  try {
    return [JSON.parse(readFileSync(path, 'utf8')) as ImageRecord];
  } catch (cause) {
    throw new GloveboxError('image-invalid', `${path} is no record of an image`, 'Remove it and build again.', {
      cause,
    });
  }
}

function fileOf({ name, daemon }: ImageRecord): string {
  const hash = createHash('sha256').update(`${name}\0${daemon}`).digest('hex');
  return join(folder(), `${hash.slice(0, 16)}.json`);
}

function folder(): string {
  return cacheFolder('container/images');
}
