import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What a policy file is called that is found by itself. */
export const POLICY_FILE = 'glovebox.policy.yaml';
/** Folders looked into, from a sample upwards. */
const HIGHEST = 100;

/** What was found from a path upwards. */
export interface Discovered {
  /** What is obeyed: the policy, or what else was looked for. */
  readonly file?: string;
  /** Where the path stands below the policy's folder; absent for standard input, and where there is no policy. */
  readonly path?: string;
  /** Nearer ones that are not obeyed, with the reason. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
}

/**
 * The nearest policy file from a sample upwards that is the user's own: it stands in the working directory or above it, and
 * nobody else may have put it there. What lies nearer to the sample may be its author's, who must not say how it is judged.
 * `-` is standard input, which stands in the working directory. Loads no parser: most runs have no policy.
 */
export function discoverPolicy(sample: string, workingDirectory = process.cwd()): Discovered {
  return discover(POLICY_FILE, sample, workingDirectory);
}

/** The same for anything else that says how samples are judged. */
export function discover(name: string, sample: string, workingDirectory = process.cwd()): Discovered {
  const here = real(workingDirectory);
  const whole = sample === '-' ? undefined : real(sample);
  const own = new Set(foldersFrom(here));
  const ignored: { file: string; why: string }[] = [];
  for (const folder of foldersFrom(whole === undefined ? here : folderOf(whole))) {
    const file = join(folder, name);
    if (!isThere(file)) continue;
    const why = own.has(folder)
      ? whyForeign(folder, file)
      : 'it lies with the sample, not in the working directory or above it';
    if (why === undefined)
      return { file: shown(here, file), ...(whole !== undefined && { path: relative(folder, whole) }), ignored };
    ignored.push({ file: shown(here, file), why });
  }
  return { ignored };
}

/** A sample's path relative to the folder of a policy file; undefined where it is not below it. */
export function pathBelow(file: string, sample: string): string | undefined {
  const path = relative(dirname(real(file)), real(sample));
  return path.startsWith('..') ? undefined : path;
}

/** As a person in the working directory writes it. */
function shown(here: string, file: string): string {
  const path = relative(here, file);
  return path.startsWith('../../../') ? file : path;
}

/** A folder in which anybody may make files, such as `/tmp`, has policies of anybody. */
function whyForeign(folder: string, file: string): string | undefined {
  const user = process.getuid?.();
  const { uid } = lstatSync(file); // whoever makes a link decides where it leads
  if (user === undefined || uid === user || uid === 0) return undefined;
  const mode = statOf(folder)?.mode ?? 0o002;
  return (mode & 0o002) === 0 ? undefined : 'it is another user’s, in a folder that anybody may write to';
}

function folderOf(path: string): string {
  return statOf(path)?.isDirectory() === true ? path : dirname(path);
}

function foldersFrom(folder: string): string[] {
  const folders = [folder];
  for (let above = dirname(folder); above !== folders.at(-1) && folders.length < HIGHEST; above = dirname(above))
    folders.push(above);
  return folders;
}

/** Where links lead: a sample that is reached by a link lies where it is. What is not there is told by whoever loads it. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** A link that leads nowhere is there: whoever made it meant a policy, and not none. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
