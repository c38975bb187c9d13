import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { Engine } from '../container/engine.ts';
import { containerId } from '../container/id.ts';
import { expectArchitecture, expectNoVolumes, inspect } from '../container/image.ts';
import { removeContainer } from '../container/owner.ts';
import type { BuildOptions } from './kind.ts';
import { gloveboxLayer, layerKey, placesLayer } from './layer.ts';
import type { ImageRecord } from './records.ts';
import { ownEtc } from './rootfs.ts';
import { type TarEntry, tarOf } from './tar.ts';

const PULL_MS = 15 * 60_000;
const COPY_MS = 5 * 60_000;

/** Where images of a registry have their interpreters. */
const CANDIDATES: Readonly<Partial<Record<Language, readonly string[]>>> = {
  python: ['/usr/local/bin/python3', '/usr/bin/python3'],
  javascript: ['/usr/local/bin/node', '/usr/bin/node'],
  typescript: ['/usr/local/bin/node', '/usr/bin/node'],
  bash: ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'],
  wasm: [],
};

/**
 * Builds an image from one of a registry: pulled by digest, with the agents, the warden and our own /etc on top. Throws `usage`
 * for an image that is not pinned, `image-missing` when the registry has none, `image-invalid` when it has no interpreter.
 */
export async function buildFrom(engine: Engine, from: string, options: BuildOptions): Promise<ImageRecord> {
  const [, repository, digest] = /^([^@\s]+?)@(sha256:[0-9a-f]{64})$/.exec(from) ?? [];
  if (repository === undefined || digest === undefined) throw notPinned(from);
  options.say(`pulling ${from}`);
  await pull(engine, repository, digest);
  const image = await inspect(engine, from);
  if (image === undefined) throw missing(from, 'it was pulled and is not there');
  expectArchitecture(engine, from, image);
  expectNoVolumes(from, image);
  const made = await engine.call('POST', '/containers/create', {
    json: { Image: image.Id, Entrypoint: ['/glovebox/warden'], HostConfig: { NetworkMode: 'none' } },
  });
  const id = containerId(engine, made);
  try {
    const interpreters = await findInterpreters(engine, id, from, options.language);
    options.say('adding the agents and the warden');
    await engine.call('PUT', `/containers/${id}/archive?path=/`, { tar: tarOf(topLayer(engine)), timeoutMs: COPY_MS });
    const tag = digest.slice('sha256:'.length, 'sha256:'.length + 12);
    const name = `glovebox/${options.language ?? 'languages'}:${tag}-${layerKey()}`;
    const committed = await commit(engine, id, name);
    return {
      name,
      id: committed,
      daemon: engine.name,
      base: from,
      layer: layerKey(),
      interpreters,
      built: new Date().toISOString(),
    };
  } finally {
    await removeContainer(engine, id);
  }
}

function topLayer(engine: Engine): readonly TarEntry[] {
  return [...placesLayer(engine), ...ownEtc().map((file) => ({ ...file, mode: 0o644 })), ...gloveboxLayer()];
}

async function pull(engine: Engine, repository: string, digest: string): Promise<void> {
  const query = `fromImage=${encodeURIComponent(repository)}&tag=${encodeURIComponent(digest)}`;
  try {
    const said = await engine.call('POST', `/images/create?${query}`, { timeoutMs: PULL_MS });
    // A pull that fails halfway has answered 200 long before; the reason is in one of the lines.
    const failure = /"error":"((?:[^"\\]|\\.)*)"/.exec(
      typeof said === 'string' ? said : JSON.stringify(said ?? ''),
    )?.[1];
    if (failure !== undefined) throw new Error(failure);
  } catch (cause) {
    throw cause instanceof GloveboxError ? cause : missing(`${repository}@${digest}`, (cause as Error).message, cause);
  }
}

async function commit(engine: Engine, container: string, name: string): Promise<string> {
  const [repository = '', tag = ''] = name.split(':');
  const { Id } = await engine.call<{ Id: string }>(
    'POST',
    `/commit?container=${container}&repo=${encodeURIComponent(repository)}&tag=${tag}`,
    {
      json: { Entrypoint: ['/glovebox/warden', 'supervise'], User: '1000:1000', Labels: { glovebox: 'image' } },
      timeoutMs: COPY_MS,
    },
  );
  // Podman gives the bare hash.
  return Id.startsWith('sha256:') ? Id : `sha256:${Id}`;
}

async function findInterpreters(
  engine: Engine,
  container: string,
  from: string,
  wanted: string | undefined,
): Promise<Partial<Record<Language, string>>> {
  const languages = (Object.keys(CANDIDATES) as Language[]).filter((name) => wanted === undefined || name === wanted);
  const found: Partial<Record<Language, string>> = {};
  for (const language of languages) {
    const path = await firstThatExists(engine, container, CANDIDATES[language] ?? []);
    if (path !== undefined) found[language] = path;
  }
  if (Object.keys(found).length > 0) return found;
  const tried = languages.flatMap((language) => CANDIDATES[language] ?? []).join(', ');
  throw new GloveboxError(
    'image-invalid',
    `${from} has no interpreter for ${wanted ?? 'any language'}: tried ${tried}`,
    'Name an image that has one, such as the official images of Python or Node.',
  );
}

async function firstThatExists(
  engine: Engine,
  container: string,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths) {
    const real = await resolve(engine, container, path);
    if (real !== undefined) return real;
  }
  return undefined;
}

/** Follows links inside the image: the agent of a Python is chosen by the name that is left, `python3.12`. */
async function resolve(engine: Engine, container: string, path: string, hops = 8): Promise<string | undefined> {
  const headers = await engine
    .call<Record<string, string>>('HEAD', `/containers/${container}/archive?path=${encodeURIComponent(path)}`)
    .catch(() => undefined); // it is not there
  const stat = headers?.['x-docker-container-path-stat'];
  if (stat === undefined || hops === 0) return undefined;
  const { linkTarget } = JSON.parse(Buffer.from(stat, 'base64').toString()) as { linkTarget?: string };
  if (linkTarget === undefined || linkTarget === '' || linkTarget === path) return path;
  return resolve(engine, container, linkTarget, hops - 1); // the daemon gives it absolute, as seen inside
}

function notPinned(from: string): GloveboxError {
  return new GloveboxError(
    'usage',
    `${JSON.stringify(from)} is not pinned: a tag can be moved by whoever owns it`,
    'Give it with its digest, python@sha256:…; `docker buildx imagetools inspect IMAGE` shows it.',
  );
}

function missing(image: string, why: string, cause?: unknown): GloveboxError {
  return new GloveboxError(
    'image-missing',
    `cannot pull ${image}: ${why}`,
    'Check its name, its digest and the network; or build from Debian packages: glovebox images build container',
    { cause },
  );
}
