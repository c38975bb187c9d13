import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../microvm/image/build.ts';
import { checkImage, findImage, imageKey, imagesFolder, type Manifest } from '../microvm/image/image.ts';
import { pruneSnapshots } from '../microvm/snapshots.ts';
import type { Built, ImageKind } from './kind.ts';

/** The image of virtual machines: Debian's kernel and a disk with the languages. There is one for all languages. */
export function microvmImages(): ImageKind {
  return {
    name: 'microvm',
    async build({ say }) {
      const folder = join(imagesFolder(), imageKey());
      if (!existsSync(folder)) await buildImage(say);
      else await checkImage(folder);
      return list().filter(({ current }) => current);
    },
    list: async () => list(),
    async prune() {
      const old = list().filter(({ current }) => !current);
      for (const { where } of old) rmSync(where, { recursive: true, force: true });
      const current = await findImage().catch(() => undefined); // without an image no snapshot is of any use
      pruneSnapshots(current?.id);
      return old;
    },
  };
}

function list(): Built[] {
  return readdirSync(imagesFolder())
    .filter((name) => name.startsWith('image-'))
    .map((name) => {
      const where = join(imagesFolder(), name);
      const bytes = readdirSync(where).reduce((sum, file) => sum + statSync(join(where, file)).size, 0);
      const manifest = readManifest(join(where, 'manifest.json'));
      return {
        name: manifest === undefined ? 'damaged' : `glovebox/microvm (Linux ${manifest.kernelVersion})`,
        id: name.slice('image-'.length),
        bytes,
        ...(manifest === undefined ? {} : { built: new Date(manifest.built) }),
        where,
        current: name === imageKey() && manifest !== undefined,
      };
    });
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // listed as damaged
  }
}
