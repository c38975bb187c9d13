import { createHash } from 'node:crypto';
import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs';
import { demandNative } from '../warden/native.ts';
import { PACKAGE_ROOT, wardenPath } from '../warden/warden.ts';
import type { TarEntry } from './tar.ts';

let read: readonly TarEntry[] | undefined;

/**
 * What is put on top of a root file system to make a sandbox of it: the agents and the warden, at /glovebox. Read once, so that what
 * this process builds is what it runs. Throws `warden-missing`.
 */
export function gloveboxLayer(): readonly TarEntry[] {
  read ??= readLayer();
  return read;
}

function readLayer(): readonly TarEntry[] {
  const files = globSync(['{bash,node,python}/**', 'build/agent.cjs'], { cwd: `${PACKAGE_ROOT}/guest` })
    .filter((path) => lstatSync(`${PACKAGE_ROOT}/guest/${path}`).isFile())
    .sort();
  const folders = [...new Set(files.map((path) => path.slice(0, path.lastIndexOf('/'))))].sort();
  return [
    { name: 'glovebox', mode: 0o755 },
    ...folders.map((path) => ({ name: `glovebox/${path}`, mode: 0o755 })),
    ...files.map((path) => ({
      name: `glovebox/${path}`,
      mode: 0o644,
      content: readFileSync(`${PACKAGE_ROOT}/guest/${path}`),
    })),
    { name: 'glovebox/warden', mode: 0o755, content: readFileSync(wardenPath()) },
  ];
}

/** The newest C library that a root file system of ours has is Debian 12's. */
const NEWEST_GLIBC = 36;

/**
 * What lies over that for runs under conditions: the library that the loader then puts into every program. Undefined where it was not
 * built, or with a C library that the root file system does not have.
 */
export function conditionsLayer(): readonly TarEntry[] | undefined {
  const path = `${demandNative()?.libraries}/world.so`;
  if (!existsSync(path)) return undefined;
  const content = readFileSync(path);
  const needed = [...content.toString('latin1').matchAll(/\0GLIBC_2\.(\d{1,3})/g)].map(([, minor]) => Number(minor));
  if (Math.max(0, ...needed) > NEWEST_GLIBC) return undefined;
  return [
    { name: 'glovebox/build/world.so', mode: 0o755, content },
    { name: 'etc/ld.so.preload', mode: 0o644, content: Buffer.from('/glovebox/build/world.so\n') },
  ];
}

/** Changes whenever an agent or the warden does: an image made with another one is out of date. */
export function layerKey(layer = [...gloveboxLayer(), ...(conditionsLayer() ?? [])]): string {
  const hash = createHash('sha256');
  for (const { name, content = '' } of layer) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 12);
}

/**
 * The sample's own places. Podman mounts a file system on them that has no owner and takes over the mode that is below: there
 * everybody inside may write, which is the sample alone.
 */
export function placesLayer({ isPodman }: { readonly isPodman: boolean }): readonly TarEntry[] {
  const mode = isPodman ? 0o1777 : 0o755;
  return [
    { name: 'work', mode },
    { name: 'home', mode: 0o755 },
    { name: 'home/user', mode },
  ];
}
