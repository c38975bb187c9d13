import { GloveboxError } from '../../error.ts';
import type { BoxFiles } from './files.ts';

/** How much of a folder is taken out at once. All are finite: what is inside chose the names, the number and the sizes. */
export const TAKE_LIMITS = {
  files: 1_000,
  /** Bytes of all files together. */
  totalBytes: 64 * 1024 * 1024,
  /** Folders below the one that was named, in a row. */
  depth: 20,
} as const;

/** A file with its path: below `/work` or absolute when it goes in, below the folder that was named when it comes out. Hostile when it comes out. */
export interface BoxFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What came out of a folder. */
export interface Taken {
  readonly files: readonly BoxFile[];
  /** What was not: links and devices are never followed, and what is beyond {@link TAKE_LIMITS} stays. Paths are hostile. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

type Access = Pick<BoxFiles, 'read' | 'list'>;

/** Takes a folder and what is below it, in the order of its names. Throws `box-file` when there is no such folder. */
export async function takeFolder(files: Access, folder: string): Promise<Taken> {
  const found: string[] = [];
  const taken: BoxFile[] = [];
  const left: { path: string; why: string }[] = [];
  let listed = 0;
  let bytes = 0;

  async function walk(below: string, depth: number): Promise<void> {
    const entries = await files.list(join(folder, below));
    for (const { name, kind, bytes: size } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(below, name);
      const why = reasonToLeave(name, kind, depth, found.length, listed + size);
      if (why !== undefined) leave(path, why);
      else if (kind === 'directory') await walk(path, depth + 1).catch((cause) => leave(path, wordsOf(cause)));
      else {
        found.push(path);
        listed += size;
      }
    }
  }

  async function take(path: string): Promise<void> {
    const content = await files.read(join(folder, path)).catch(wordsOf);
    if (typeof content === 'string') leave(path, content);
    // It may have grown since it was listed.
    else if (bytes + content.length > TAKE_LIMITS.totalBytes) leave(path, TOO_MUCH);
    else {
      bytes += content.length;
      taken.push({ path, content });
    }
  }

  function leave(path: string, why: string): void {
    if (left.length < TAKE_LIMITS.files) left.push({ path, why });
  }

  await walk('', 0);
  for (let at = 0; at < found.length; at += AT_ONCE) await Promise.all(found.slice(at, at + AT_ONCE).map(take));
  return { files: taken, left };
}

/** Files that are asked for together: each of them may have grown to what one answer can hold. */
const AT_ONCE = 16;

function wordsOf(cause: unknown): string {
  if (cause instanceof GloveboxError && cause.code === 'box-file') return cause.message;
  throw cause;
}

const TOO_MUCH = `more than ${TAKE_LIMITS.totalBytes} bytes`;

function reasonToLeave(name: string, kind: string, depth: number, count: number, bytes: number): string | undefined {
  // The kernel makes no such name; one that was taken over may say it, and whoever writes the files to a disk would follow it.
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return 'its name is a path';
  if (kind === 'link') return 'it is a symbolic link';
  if (kind === 'other') return 'it is no file';
  if (kind === 'directory')
    return depth >= TAKE_LIMITS.depth ? `more than ${TAKE_LIMITS.depth} folders deep` : undefined;
  if (count >= TAKE_LIMITS.files) return `more than ${TAKE_LIMITS.files} files`;
  return bytes > TAKE_LIMITS.totalBytes ? TOO_MUCH : undefined;
}

function join(folder: string, name: string): string {
  if (folder === '' || name === '') return folder === '' ? name : folder;
  return `${folder.replace(/\/$/, '')}/${name}`;
}
