import { z } from 'zod';
import type { CellResult } from '../sandbox/box/cell.ts';
import type { CellOutput } from '../sandbox/box/outputs.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { Picture } from './tool.ts';
import { named, printed } from './untrusted.ts';

export const outputSchema = z.object({
  display: z.number().int().describe('Outputs with the same number are one thing in several formats.'),
  of: z.enum(['value', 'display', 'figure']),
  mime: z.string(),
  bytes: z.number().int(),
  text: z.string().optional(),
  base64: z.string().optional(),
  problem: z.string().optional().describe('Why its content is not here.'),
});
type Output = z.input<typeof outputSchema>;

const PNG = '89504e470d0a1a0a';

/** What a cell displayed, each within its bound. */
export function outputsOf({ outputs }: CellResult): Output[] {
  let pictures = 0;
  return outputs.map(({ display, of, mime, bytes, text, base64 }) => {
    const output = { display, of, mime: named(mime), bytes };
    if (text !== undefined) return { ...output, text: printed(text) };
    const problem = ++pictures > MCP_BOUNDS.pictures ? 'too many' : tooLarge(bytes);
    return problem === undefined ? { ...output, base64: base64 ?? '' } : { ...output, problem };
  });
}

/** Those that a client may be given as pictures. Nothing of them is decoded here; what says it would fill a client's memory is left out. */
export function picturesOf({ outputs }: CellResult): Picture[] {
  return outputs
    .filter(isHarmless)
    .slice(0, MCP_BOUNDS.pictures)
    .map(({ base64 = '' }) => ({ mime: 'image/png', base64 }));
}

function isHarmless({ mime, bytes, base64 = '' }: CellOutput): boolean {
  if (mime !== 'image/png' || tooLarge(bytes) !== undefined) return false;
  // The signature, then the header's length and name, its width and its height.
  const head = Buffer.from(base64.slice(0, 32), 'base64');
  if (head.length < 24 || head.toString('hex', 0, 8) !== PNG || head.toString('latin1', 12, 16) !== 'IHDR')
    return false;
  return head.readUInt32BE(16) * head.readUInt32BE(20) <= MCP_BOUNDS.picturePixels;
}

function tooLarge(bytes: number): string | undefined {
  return bytes > MCP_BOUNDS.fileBytes ? `${bytes} bytes; ${MCP_BOUNDS.fileBytes} can be handed back` : undefined;
}
