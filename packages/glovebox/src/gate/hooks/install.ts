import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { replaceFile } from '../../replace-file.ts';
import { openRepository } from '../git/repository.ts';
import { hooksFolder, isOfPreCommit } from './place.ts';
import { type HookName, hookScript, keptName, MARK } from './script.ts';

/** `other`: a hook is there that Glovebox did not write. */
export type HookState = 'installed' | 'absent' | 'other';

export interface Hook {
  readonly hook: HookName;
  readonly path: string;
  readonly state: HookState;
  /** The hook that was there before and is run first. */
  readonly keeps?: string;
  /** What a person should know. */
  readonly note?: string;
}

/** Writes hooks; one that is there is kept and run first. Writing them twice is writing them once. Throws `hook-occupied`. */
export function installHooks(folder: string, hooks: readonly HookName[]): Promise<Hook[]> {
  return inHooks(folder, hooks, (hook, path, kept) => {
    if (stateOf(path) === 'other') {
      if (existsSync(kept))
        throw new GloveboxError(
          'hook-occupied',
          `${path} was written by somebody else since, and ${kept} keeps the one before it`,
          'Put into one file what both should do, and remove the other; then install again.',
        );
      renameSync(path, kept);
    }
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, hookScript(hook), 0o755);
  });
}

/** Takes away the hooks that Glovebox wrote, and puts back what was there before. Others are left alone. */
export function uninstallHooks(folder: string, hooks: readonly HookName[]): Promise<Hook[]> {
  return inHooks(folder, hooks, (_, path, kept) => {
    if (stateOf(path) !== 'installed') return;
    rmSync(path);
    if (existsSync(kept)) renameSync(kept, path);
  });
}

export function hookStates(folder: string, hooks: readonly HookName[]): Promise<Hook[]> {
  return inHooks(folder, hooks, () => {});
}

async function inHooks(
  folder: string,
  hooks: readonly HookName[],
  act: (hook: HookName, path: string, kept: string) => void,
): Promise<Hook[]> {
  const repository = await openRepository(folder);
  try {
    const where = await hooksFolder(repository);
    return hooks.map((hook) => {
      const [path, kept] = [join(where, hook), join(where, keptName(hook))];
      act(hook, path, kept);
      return told(hook, path, kept);
    });
  } finally {
    repository.close();
  }
}

function told(hook: HookName, path: string, kept: string): Hook {
  const state = stateOf(path);
  const isKept = state === 'installed' && existsSync(kept);
  const framework = [path, kept].find(isOfPreCommit);
  return {
    hook,
    path,
    state,
    ...(isKept && { keeps: kept }),
    ...(framework !== undefined && {
      note: 'the pre-commit framework wrote a hook here; it can run Glovebox itself, see .pre-commit-hooks.yaml',
    }),
  };
}

function stateOf(path: string): HookState {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return 'absent';
  try {
    return readFileSync(path, 'utf8').includes(MARK) ? 'installed' : 'other';
  } catch {
    // A link to nowhere, or what only another user may read.
    return 'other';
  }
}
