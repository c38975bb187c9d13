import { isUtf8 } from 'node:buffer';
import { GloveboxError } from '../error.ts';
import type { BoxFiles } from '../sandbox/box/files.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { File } from './source.ts';
import { named, printed } from './untrusted.ts';

/** A file that was asked for: as text, as base64 where it is none, or why it cannot be had. */
export type Outgoing = File & { readonly problem?: string };

/** Files of a box, each within its bound; one that cannot be read says so and does not spoil the others. */
export async function takeOut(files: BoxFiles, paths: readonly string[]): Promise<Outgoing[]> {
  const taken: Outgoing[] = [];
  for (const path of paths) taken.push({ path: named(path), ...(await contentAt(files, path)) });
  return taken;
}

async function contentAt(files: BoxFiles, path: string): Promise<Omit<Outgoing, 'path'>> {
  try {
    const content = await files.read(path);
    if (content.length > MCP_BOUNDS.fileBytes)
      return { problem: `${content.length} bytes; ${MCP_BOUNDS.fileBytes} can be handed back` };
    const text = isUtf8(content) ? Buffer.from(content).toString() : undefined;
    return text !== undefined && text === printed(text)
      ? { text }
      : { base64: Buffer.from(content).toString('base64') };
  } catch (cause) {
    if (cause instanceof GloveboxError && cause.code === 'box-file') return { problem: named(cause.message) };
    throw cause;
  }
}
