import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that is there whole, old or new, whenever the process ends. What is written first has a name that nobody could
 * lay a link under, for us to write through.
 */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(unfinished, 'wx', mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  } finally {
    closeSync(file);
  }
}
