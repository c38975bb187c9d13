import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GloveboxError } from '../error.ts';
import { FOLDER } from './source.ts';

/** The folder whose overrides a path belongs to: that of the nearest `.glovebox`, else of the repository, else the working directory. */
export function rootOf(path: string): string {
  const here = folderOf(path);
  const above = (name: string) => {
    for (let folder = here; ; folder = dirname(folder)) {
      if (existsSync(join(folder, name))) return folder;
      if (folder === dirname(folder)) return undefined;
    }
  };
  return (
    above(`${FOLDER}/overrides.yaml`) ??
    above(`${FOLDER}/allowed_signers`) ??
    above('.git') ??
    realpathSync(process.cwd())
  );
}

/** The folder a path is, or lies in, without links. Throws `usage` where there is none. */
export function folderOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new GloveboxError('usage', `there is no ${path}`, 'Check the path.');
  const real = realpathSync(path);
  return found.isDirectory() ? real : dirname(real);
}
