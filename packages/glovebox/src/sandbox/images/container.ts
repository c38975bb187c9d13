import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Language } from '../../sample/sample.ts';
import { findEndpoint } from '../container/endpoint.ts';
import { connect, type Engine, EngineError } from '../container/engine.ts';
import { inspect } from '../container/image.ts';
import { buildFrom } from './from.ts';
import type { BuildOptions, Built, ImageKind } from './kind.ts';
import { conditionsLayer, gloveboxLayer, layerKey, placesLayer } from './layer.ts';
import { layerOf, loadImages } from './load.ts';
import { addRecord, findImage, type ImageRecord, readRecords, removeRecord } from './records.ts';
import { BASE_INTERPRETERS, baseKey, baseRootfs, builtRootfs, rootfsDigest } from './rootfs.ts';

const NAME = 'glovebox/languages';

/** Container images of the daemon at `address` (DOCKER_HOST and the usual sockets without one). */
export function containerImages(address?: string): ImageKind {
  const withEngine = async <T>(use: (engine: Engine) => Promise<T>): Promise<T> => {
    const engine = await connect(findEndpoint(address));
    try {
      return await use(engine);
    } finally {
      engine.close();
    }
  };
  return {
    name: 'container',
    build: (options) =>
      withEngine(async (engine) => {
        const record = await buildImage(engine, options);
        addRecord(record);
        for (const gone of ofGoneDaemons()) removeRecord(gone);
        return (await listImages(engine)).filter(({ id }) => id === record.id);
      }),
    list: () => withEngine(async (engine) => [...(await listImages(engine)), ...listRootfs()]),
    prune: () => withEngine(pruneImages),
  };
}

async function buildImage(engine: Engine, options: BuildOptions): Promise<ImageRecord> {
  if (options.from !== undefined) return buildFrom(engine, options.from, options);
  const name = `${NAME}:${baseKey()}-${layerKey()}`;
  const known = readRecords().find((record) => record.name === name && record.daemon === engine.name);
  if (known !== undefined && (await inspect(engine, known.id)) !== undefined) return known;
  const base = await baseRootfs(options.say);
  options.say(`loading ${name} into ${engine.name}`);
  const layers = [
    { digest: await rootfsDigest(base), source: base },
    await layerOf([...placesLayer(engine), ...gloveboxLayer()]),
  ];
  const conditions = conditionsLayer();
  const [id = '', underConditions] = await loadImages(engine, [
    { name, layers },
    ...(conditions === undefined
      ? []
      : [{ name: `${name}-conditions`, layers: [...layers, await layerOf(conditions)] }]),
  ]);
  return {
    name,
    id,
    ...(underConditions !== undefined && { underConditions }),
    daemon: engine.name,
    base: baseKey(),
    layer: layerKey(),
    interpreters: BASE_INTERPRETERS,
    built: new Date().toISOString(),
  };
}

async function listImages(engine: Engine): Promise<Built[]> {
  const used = new Set(LANGUAGES.map((language) => usedFor(language, engine.name)));
  const records = readRecords().filter(({ daemon }) => daemon === engine.name);
  const there = await Promise.all(records.map(async (record) => ({ record, image: await inspect(engine, record.id) })));
  return there.flatMap(({ record: { name, id, built }, image }) =>
    image === undefined
      ? []
      : [{ name, id, bytes: image.Size, built: new Date(built), where: engine.name, current: used.has(id) }],
  );
}

const LANGUAGES = Object.keys(BASE_INTERPRETERS) as Language[];

function usedFor(language: Language, daemon: string): string | undefined {
  try {
    return findImage(language, daemon).id;
  } catch {
    return undefined; // none is used where none is there
  }
}

function listRootfs(): Built[] {
  return builtRootfs().map(({ path, bytes, built, current }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return { name, id: name.replace(/^base-|\.tar$/g, ''), bytes, built, where: path, current };
  });
}

async function pruneImages(engine: Engine): Promise<Built[]> {
  const images = (await listImages(engine)).filter(({ current }) => !current);
  const records = readRecords();
  for (const { id } of images) {
    const also = records.find((record) => record.id === id)?.underConditions;
    for (const gone of also === undefined ? [id] : [also, id]) await removeImage(engine, gone);
  }
  const kept = new Set((await listImages(engine)).map(({ id }) => id));
  // What another daemon has is not ours to judge; what this one lost is forgotten.
  const lost = readRecords().filter(({ daemon, id }) => daemon === engine.name && !kept.has(id));
  for (const record of [...lost, ...ofGoneDaemons()]) removeRecord(record);
  const rootfs = listRootfs().filter(({ current }) => !current);
  for (const { where } of rootfs) for (const path of [where, `${where}.sha256`]) rmSync(path, { force: true });
  return [...images.filter(({ id }) => !kept.has(id)), ...rootfs];
}

async function removeImage(engine: Engine, id: string): Promise<void> {
  try {
    await engine.call('DELETE', `/images/${encodeURIComponent(id)}?force=1`);
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.status !== 409) throw cause; // a container of another version runs in it
  }
}

/** A daemon whose folder is gone never comes back with its images. Its socket alone may be gone while it is stopped. */
function ofGoneDaemons(): readonly ImageRecord[] {
  return readRecords().filter(
    ({ daemon }) => daemon.startsWith('unix://') && !existsSync(dirname(daemon.slice('unix://'.length))),
  );
}
