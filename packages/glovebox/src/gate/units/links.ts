import { posix } from 'node:path';
import type { Objects } from '../git/objects.ts';
import { LINK, REGULAR_FILE } from '../git/tree.ts';
import type { Blob, Tree } from '../unit.ts';

/** Links one after the other, as the kernel has a bound too. */
const MOST_STEPS = 8;
const LONGEST_TARGET = 8_192;

/** A tree whose links are followed as far as they lead to its own files: what a program finds there under a link's name. */
export interface LinkedTree {
  /** The regular file that a path stands for, under the path that was asked for; undefined where there is none in this tree. */
  find(path: string): Promise<Blob | undefined>;
  /** Whether it stands for a folder that has files. */
  isFolder(path: string): Promise<boolean>;
  /** Its content, as {@link Tree.read} gives it. */
  read(path: string, mostBytes?: number): Promise<Uint8Array | undefined>;
}

export function followingLinks(tree: Tree, objects: Objects): LinkedTree {
  const folders = new Map<string, Promise<string | undefined>>();
  return { find, isFolder, read };

  async function isFolder(path: string): Promise<boolean> {
    const real = await realPath(path, MOST_STEPS);
    return real !== undefined && (await tree.paths(real === '.' ? undefined : real)).length > 0;
  }

  async function read(path: string, mostBytes?: number): Promise<Uint8Array | undefined> {
    const straight = await tree.read(path, mostBytes);
    if (straight !== undefined) return straight;
    const real = await realPath(path, MOST_STEPS);
    return real === undefined || real === path ? undefined : tree.read(real, mostBytes);
  }

  async function find(path: string): Promise<Blob | undefined> {
    const real = await realPath(path, MOST_STEPS);
    const found = real === undefined ? undefined : await tree.find(real);
    return found !== undefined && REGULAR_FILE.test(found.mode) ? { path, mode: found.mode, id: found.id } : undefined;
  }

  async function realPath(path: string, steps: number): Promise<string | undefined> {
    const folder = posix.dirname(path);
    const within = folder === '.' ? '' : await realFolder(folder, steps);
    if (within === undefined) return undefined;
    return target(posix.join(within, posix.basename(path)), steps);
  }

  function realFolder(path: string, steps: number): Promise<string | undefined> {
    const key = `${steps} ${path}`;
    const known = folders.get(key) ?? realPath(path, steps);
    folders.set(key, known);
    return known;
  }

  /** Where a path leads whose folder is no link. */
  async function target(path: string, steps: number): Promise<string | undefined> {
    const found = await tree.find(path);
    if (found?.mode !== LINK) return path;
    const content = (await objects.read(found.id, LONGEST_TARGET))?.content.toString();
    if (content === undefined || steps === 0 || posix.isAbsolute(content)) return undefined;
    const next = posix.join(posix.dirname(path), content).replace(/\/$/, '');
    return next === '..' || next.startsWith('../') ? undefined : realPath(next, steps - 1);
  }
}
