import { lstatSync } from 'node:fs';
import { constants, open } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { GloveboxError } from '../error.ts';

/**
 * Writes a result to a file that was asked for, and never through a link that lies below the working directory: that may be a checkout,
 * whose author chooses where its links lead. Devices such as `/dev/stdout` are written as they are. Throws `output-unwritable`.
 */
export async function writeResultFile(path: string, text: string): Promise<void> {
  const link = linkOnTheWay(path);
  if (link !== undefined)
    throw new GloveboxError(
      'output-unwritable',
      `the result was not written to ${path}: ${link} is a link, which may lead anywhere`,
      'Name a file that is reached through no link of the working directory.',
    );
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  const isDevice = /^\/(dev|proc)\//.test(resolve(path));
  try {
    const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | (isDevice ? 0 : O_NOFOLLOW), 0o666);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new GloveboxError(
      'output-unwritable',
      `the result could not be written to ${path}: ${(cause as Error).message}`,
      'Name a file in a folder that exists and can be written to.',
      { cause },
    );
  }
}

function linkOnTheWay(path: string): string | undefined {
  const below = relative(process.cwd(), resolve(path));
  if (isAbsolute(below) || below === '..' || below.startsWith(`..${sep}`)) return undefined;
  const names = below.split(sep);
  return names
    .map((_, index) => join(...names.slice(0, index + 1)))
    .find((part) => lstatSync(part, { throwIfNoEntry: false })?.isSymbolicLink());
}
