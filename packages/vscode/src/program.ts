import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program and its first arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Places {
  /** `glovebox.path`; '' where it is not set. In a workspace that is not trusted, only the user's own. */
  readonly setting: string;
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
  /** PATH */
  readonly path: string;
  /** What runs the editor's extensions, and whether that is Electron. */
  readonly runtime: { readonly path: string; readonly isElectron: boolean };
}

/**
 * The glovebox to start: the one that is set, the project's, or the one on PATH. In a workspace that is not trusted nothing
 * that lies in it is started. The text says what to do where there is none.
 */
export function programFrom(places: Places): Program | string {
  const { setting, folders, isTrusted } = places;
  if (setting !== '') return set(places);
  const own = folders.map((folder) => join(folder, 'node_modules/glovebox/bin/glovebox.js')).find(isFile);
  if (own !== undefined && isTrusted) return started(own, places);
  const global = onPath('glovebox', places);
  if (global !== undefined) return started(global, places);
  return isTrusted
    ? 'glovebox was not found. Install it in the project (npm install --save-dev glovebox) or on the machine (npm install --global glovebox), or set glovebox.path.'
    : 'glovebox was not found outside of the workspace, which is not trusted. Install it on the machine (npm install --global glovebox), or trust the workspace.';
}

function set(places: Places): Program | string {
  const { setting, isTrusted, folders } = places;
  if (!isAbsolute(setting)) return `glovebox.path is ${setting}. Give an absolute path.`;
  if (!isFile(setting)) return `glovebox.path is ${setting}, where there is no file. Correct it, or leave it empty.`;
  if (!isTrusted && isBelow(setting, folders))
    return 'glovebox.path is in the workspace, which is not trusted. Trust the workspace, or name one outside of it.';
  return started(setting, places);
}

/** A script is run by Node: the editor's own where that is one, or the one on PATH. */
function started(file: string, places: Places): Program {
  if (!/\.[cm]?js$/.test(realpathSync(file))) return { command: file, args: [] };
  const { runtime } = places;
  if (!runtime.isElectron) return { command: runtime.path, args: [file] };
  const node = onPath('node', places);
  if (node !== undefined) return { command: node, args: [file] };
  return { command: runtime.path, args: [file], env: { ELECTRON_RUN_AS_NODE: '1' } };
}

/** A folder of PATH that is relative, or lies in the workspace, is as little trusted as that. */
function onPath(name: string, { path, folders }: Places): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find((file) => isFile(file) && isExecutable(file) && !isBelow(file, folders));
}

function isBelow(file: string, folders: readonly string[]): boolean {
  const [real, ...roots] = [file, ...folders].map((path) => (existsSync(path) ? realpathSync(path) : path));
  return roots.some((root) => real?.startsWith(`${root}/`)) || folders.some((folder) => file.startsWith(`${folder}/`));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
