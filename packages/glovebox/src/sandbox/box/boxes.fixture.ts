import { afterAll, afterEach } from 'vitest';
import { createJail } from '../jail/jail.ts';
import { type Box, type BoxOptions, openBox } from './box.ts';

export const jail = createJail();
const boxes: Box[] = [];
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
});
afterAll(() => jail.dispose());

/** A box in the jail that is closed after the test. */
export async function open(language: BoxOptions['language'], options: Partial<BoxOptions> = {}): Promise<Box> {
  const box = await openBox({ language, backend: jail, ...options });
  boxes.push(box);
  return box;
}

export const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
