import { posix } from 'node:path';
import { SAMPLE_BOUNDS } from '../../sample/bounds.ts';
import type { Tree } from '../unit.ts';
import type { Git } from './git.ts';
import type { Objects } from './objects.ts';

/** A name in a folder's tree object, or in the index. */
interface Named {
  readonly mode: string;
  readonly id: string;
}

export const REGULAR_FILE = /^100/;
export const LINK = '120000';
export const SUBMODULE = '160000';
const FOLDER = '40000';

/** Folders' listings that are kept: a change touches few of them, again and again. */
const MOST_FOLDERS = 4_000;
/** A folder's own object: names and hashes of what is in it. */
const FOLDER_BYTES = 32 * 1024 * 1024;

/** The files of a commit, or of a tree. Folders are listed when something in them is asked for. */
export class CommitTree implements Tree {
  readonly #git: Git;
  readonly #objects: Objects;
  readonly #root: string;
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, Named>>>();

  /** @param root name of a commit or a tree, in hex */
  constructor(git: Git, objects: Objects, root: string) {
    this.#git = git;
    this.#objects = objects;
    this.#root = root;
  }

  async read(path: string, mostBytes: number = SAMPLE_BOUNDS.sourceBytes): Promise<Uint8Array | undefined> {
    const found = await this.#named(path);
    return found === undefined ? undefined : readRegular(this.#objects, found, mostBytes);
  }

  async find(path: string): ReturnType<Tree['find']> {
    const found = await this.#named(path);
    return found === undefined ? undefined : withSize(this.#objects, found);
  }

  async paths(below?: string): Promise<readonly string[]> {
    const where = below === undefined ? [] : ['--', `${below}/`];
    const listed = await this.#git.output(['ls-tree', '-r', '-z', '--name-only', '--full-tree', this.#root, ...where]);
    return pathsIn(listed);
  }

  async #named(path: string): Promise<Named | undefined> {
    if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return undefined;
    const folder = posix.dirname(path);
    return (await this.#folder(folder)).get(posix.basename(path));
  }

  #folder(path: string): Promise<ReadonlyMap<string, Named>> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    const listed = this.#list(path);
    this.#folders.set(path, listed);
    return listed;
  }

  async #list(path: string): Promise<ReadonlyMap<string, Named>> {
    const id = path === '.' ? `${this.#root}^{tree}` : await this.#folderId(path);
    const tree = id === undefined ? undefined : await this.#objects.read(id, FOLDER_BYTES);
    return tree?.type === 'tree' ? namesIn(tree.content, tree.id.length / 2) : new Map();
  }

  async #folderId(path: string): Promise<string | undefined> {
    const found = await this.#named(path);
    return found?.mode === FOLDER ? found.id : undefined;
  }
}

/** What is staged. The work tree is never looked at. */
export class IndexTree implements Tree {
  readonly #objects: Objects;
  readonly #files: ReadonlyMap<string, Named>;

  private constructor(objects: Objects, files: ReadonlyMap<string, Named>) {
    this.#objects = objects;
    this.#files = files;
  }

  static async of(git: Git, objects: Objects): Promise<IndexTree> {
    const listed = (await git.output(['ls-files', '-z', '--stage', '--full-name'])).toString();
    const files = new Map<string, Named>();
    for (const entry of listed.split('\0')) {
      const [, mode = '', id = '', path = ''] = /^(\d+) ([0-9a-f]+) 0\t([\s\S]+)$/.exec(entry) ?? [];
      if (path !== '') files.set(path, { mode, id });
    }
    return new IndexTree(objects, files);
  }

  async read(path: string, mostBytes: number = SAMPLE_BOUNDS.sourceBytes): Promise<Uint8Array | undefined> {
    const found = this.#files.get(path);
    return found === undefined ? undefined : readRegular(this.#objects, found, mostBytes);
  }

  async find(path: string): ReturnType<Tree['find']> {
    const found = this.#files.get(path);
    return found === undefined ? undefined : withSize(this.#objects, found);
  }

  async paths(below?: string): Promise<readonly string[]> {
    const all = [...this.#files.keys()];
    return below === undefined ? all : all.filter((path) => path.startsWith(`${below}/`));
  }
}

async function readRegular(objects: Objects, { mode, id }: Named, mostBytes: number): Promise<Uint8Array | undefined> {
  if (!REGULAR_FILE.test(mode)) return undefined;
  return (await objects.read(id, mostBytes))?.content;
}

async function withSize(objects: Objects, { mode, id }: Named): ReturnType<Tree['find']> {
  if (mode === SUBMODULE) return { mode, id, bytes: 0 };
  const head = await objects.head(id);
  return head === undefined ? undefined : { mode, id, bytes: head.bytes };
}

/** `mode name NUL hash`, again and again. */
function namesIn(content: Buffer, hashBytes: number): ReadonlyMap<string, Named> {
  const names = new Map<string, Named>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) break;
    const id = content.toString('hex', end + 1, end + 1 + hashBytes);
    names.set(content.toString('utf8', space + 1, end), { mode: content.toString('latin1', at, space), id });
    at = end + 1 + hashBytes;
  }
  return names;
}

function pathsIn(listed: Buffer): string[] {
  return listed
    .toString()
    .split('\0')
    .filter((path) => path !== '');
}
