import { closeSync, constants, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A line more at the end, and never through a link: a repository chooses where its links lead. What a process left of a line that it did not get to write is taken away first. */
export function appendLine(path: string, line: string): void {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_RDWR, 0o644);
  try {
    const whole = readFileSync(file).lastIndexOf('\n') + 1;
    ftruncateSync(file, whole);
    writeSync(file, `${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
