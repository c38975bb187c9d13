import { isUtf8 } from 'node:buffer';
import { GloveboxError } from '../error.ts';
import type { BoxFiles } from '../sandbox/box/files.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { File } from './source.ts';
import { named, printed } from './untrusted.ts';

/** A file that was asked for: as text, as base64 where it is none, or why it cannot be had. */
export type Outgoing = File & { readonly problem?: string };

/** Files of a box, each within its bound, and folders, which end with a slash; one that cannot be read says so and does not spoil the others. */
export async function takeOut(files: BoxFiles, paths: readonly string[]): Promise<Outgoing[]> {
  const taken: Outgoing[] = [];
  for (const path of paths)
    if (path.endsWith('/')) taken.push(...(await contentBelow(files, path)));
    else taken.push({ path: named(path), ...(await attempt(async () => contentOf(await files.read(path)))) });
  return taken.slice(0, MCP_BOUNDS.files);
}

async function contentBelow(files: BoxFiles, folder: string): Promise<Outgoing[]> {
  const below = await attempt(() => files.take(folder));
  if ('problem' in below) return [{ path: named(folder), ...below }];
  return [
    ...below.files
      .slice(0, MCP_BOUNDS.files)
      .map(({ path, content }) => ({ path: named(folder + path), ...contentOf(content) })),
    ...below.left.map(({ path, why }) => ({ path: named(folder + path), problem: named(why) })),
  ];
}

function contentOf(content: Uint8Array): Omit<Outgoing, 'path'> {
  if (content.length > MCP_BOUNDS.fileBytes)
    return { problem: `${content.length} bytes; ${MCP_BOUNDS.fileBytes} can be handed back` };
  const text = isUtf8(content) ? Buffer.from(content).toString() : undefined;
  return text !== undefined && text === printed(text) ? { text } : { base64: Buffer.from(content).toString('base64') };
}

async function attempt<Had>(action: () => Promise<Had>): Promise<Had | { problem: string }> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof GloveboxError && cause.code === 'box-file') return { problem: named(cause.message) };
    throw cause;
  }
}
