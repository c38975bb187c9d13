import { posix } from 'node:path';
import picomatch from 'picomatch';
import { GloveboxError } from '../error.ts';
import type { Override } from './override.ts';

/** Whether an override counts at a path; both from the folder that holds `.glovebox`. */
export function isInScope({ scope, file }: Pick<Override, 'scope' | 'file'>, path: string): boolean {
  if (scope === 'repository') return true;
  if (scope === 'file') return path === file;
  return isPattern(scope) && picomatch(scope, OPTIONS)(path);
}

/** No braces or brackets: what a pattern covers is to be seen at once. */
const OPTIONS = { dot: true, nobrace: true, nobracket: true, noextglob: true, nonegate: true } as const;

/** A path or pattern below the folder, never one out of it. */
function isPattern(scope: string): boolean {
  return !posix.isAbsolute(scope) && posix.normalize(scope) === scope && !scope.split('/').includes('..');
}

/** The scope as it is given on the command line. Throws `usage`; so it does for one that does not cover the finding itself. */
export function scopeFor(given: string, file: string): string {
  const scope = given.replace(/^\.\//, '');
  if (isInScope({ scope, file }, file)) return scope;
  throw new GloveboxError(
    'usage',
    `the scope ${given} does not cover ${file}, where the finding is`,
    'Give file, repository, or a pattern of paths from the folder of .glovebox, such as src/**.',
  );
}
