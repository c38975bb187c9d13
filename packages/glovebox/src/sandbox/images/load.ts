import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { GloveboxError } from '../../error.ts';
import type { Engine } from '../container/engine.ts';
import { inspect } from '../container/image.ts';
import { type TarEntry, tarOf } from './tar.ts';

const LOAD_MS = 10 * 60_000;

/** A tar of files that lies over those before it. */
export interface ImageLayer {
  /** SHA-256 of the tar, hex. */
  readonly digest: string;
  readonly content?: Uint8Array;
  /** Path of the tar, where it is too large to hold. */
  readonly source?: string;
}

/** A layer of a few files. */
export async function layerOf(entries: readonly TarEntry[]): Promise<ImageLayer> {
  const content = await buffer(tarOf(entries));
  return { digest: createHash('sha256').update(content).digest('hex'), content };
}

/** One image and its name. */
export interface NamedImage {
  readonly name: string;
  readonly layers: readonly ImageLayer[];
}

/**
 * Loads what `docker save` would have written: layers under a configuration that pins them, and whose own hash is the image's id.
 * Gives the id. `architecture` is in Docker's words.
 */
export async function loadImage(
  engine: Engine,
  name: string,
  layers: readonly ImageLayer[],
  architecture = engine.architecture,
): Promise<string> {
  const [id] = await loadImages(engine, [{ name, layers }], architecture);
  return id as string;
}

/** The same of several images, whose common layers are sent once. Gives an id for each. */
export async function loadImages(
  engine: Engine,
  images: readonly NamedImage[],
  architecture = engine.architecture,
): Promise<string[]> {
  const made = images.map(({ name, layers }) => {
    const config = Buffer.from(JSON.stringify(imageConfig(layers, architecture)));
    return { name, layers, config, id: createHash('sha256').update(config).digest('hex') };
  });
  const layers = new Map(images.flatMap((image) => image.layers).map((layer) => [layer.digest, layer]));
  const manifest = made.map((image) => ({
    Config: `${image.id}.json`,
    RepoTags: [image.name],
    Layers: image.layers.map(({ digest }) => `${digest}/layer.tar`),
  }));
  const tar = tarOf([
    ...made.map(({ id, config }) => ({ name: `${id}.json`, mode: 0o644, content: config })),
    ...[...layers.values()].map(({ digest, ...rest }) => ({ name: `${digest}/layer.tar`, mode: 0o644, ...rest })),
    { name: 'manifest.json', mode: 0o644, content: Buffer.from(JSON.stringify(manifest)) },
  ]);
  const said = await engine.call('POST', '/images/load?quiet=1', { tar, timeoutMs: LOAD_MS });
  return Promise.all(made.map(({ id, name }) => loadedId(engine, id, name, said)));
}

async function loadedId(engine: Engine, id: string, name: string, said: unknown): Promise<string> {
  // Where images are kept by containerd, another hash of the same content is the id.
  const image = (await inspect(engine, `sha256:${id}`)) ?? (await inspect(engine, name));
  if (image !== undefined) return image.Id.startsWith('sha256:') ? image.Id : `sha256:${image.Id}`;
  throw new GloveboxError(
    'image-build-failed',
    `the daemon at ${engine.name} did not load ${name}: ${JSON.stringify(said)}`,
    'Look whether its disk is full (docker system df), then build again.',
  );
}

function imageConfig(layers: readonly ImageLayer[], architecture: string): object {
  const created = '1970-01-01T00:00:00Z';
  return {
    architecture,
    os: 'linux',
    created,
    config: { Entrypoint: ['/glovebox/warden', 'supervise'], User: '1000:1000', Labels: { glovebox: 'image' } },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created, created_by: 'glovebox images build' })),
  };
}
