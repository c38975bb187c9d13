import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { getInput } from '@actions/core';
import { ActionFailure } from './failure.ts';
import { rootOf } from './range.ts';

/** What a workflow asked for; what it left empty is absent. */
export interface Inputs {
  readonly base?: string;
  readonly depth?: string;
  readonly policy?: string;
  readonly failOn?: string;
  readonly comment: boolean;
  readonly token?: string;
  /** Absolute, without links. */
  readonly workspace: string;
  /** Absolute, without links; where the checkout that is examined lies, or a folder of it. */
  readonly folder: string;
  /** Of the repository: what paths in a result are relative to. */
  readonly root: string;
  readonly sarif: boolean;
  readonly version?: string;
  readonly program?: string;
  readonly cacheSecret?: string;
}

const DEPTHS = ['quick', 'standard', 'deep'];
const DECISIONS = ['review', 'block'];

/** Reads and checks the inputs. Throws where one is not what it may be, with the legal values. */
export async function readInputs(env: NodeJS.ProcessEnv): Promise<Inputs> {
  const workspace = realpathSync(env.GITHUB_WORKSPACE ?? process.cwd());
  const folder = checkout(workspace, getInput('working-directory'));
  const root = realpathSync(await rootOf(folder));
  return {
    ...optional('base', getInput('base'), (base) => revision(base)),
    ...optional('depth', getInput('depth'), (depth) => oneOf('depth', depth, DEPTHS)),
    ...optional('policy', getInput('policy'), (policy) => outside('policy', policy, root)),
    ...optional('failOn', getInput('fail-on'), (decision) => oneOf('fail-on', decision, DECISIONS)),
    comment: yesOrNo('comment', getInput('comment'), true),
    ...optional('token', getInput('token'), (token) => token),
    workspace,
    folder,
    root,
    sarif: yesOrNo('sarif', getInput('sarif'), false),
    ...optional('version', getInput('version'), version),
    ...optional('program', getInput('program'), (program) => outside('program', program, root)),
    ...optional('cacheSecret', getInput('cache-secret'), (secret) => secret),
  };
}

function optional<Name extends string>(name: Name, value: string, check: (value: string) => string) {
  return (value === '' ? {} : { [name]: check(value) }) as { readonly [N in Name]?: string };
}

function oneOf(input: string, value: string, legal: readonly string[]): string {
  if (legal.includes(value)) return value;
  throw new ActionFailure(
    `the input ${input} is ${JSON.stringify(value)}`,
    `It is one of ${legal.join(', ')}, or empty.`,
  );
}

function yesOrNo(input: string, value: string, otherwise: boolean): boolean {
  return value === '' ? otherwise : oneOf(input, value, ['true', 'false']) === 'true';
}

/** What git might take for an option, or two arguments, is no revision. */
export function revision(value: string): string {
  if (/^[\w/@][\w./@^~{}+-]*$/.test(value) && !value.includes('..')) return value;
  throw new ActionFailure(
    `the base ${JSON.stringify(value)} is no commit, branch or tag`,
    'Name one, such as origin/main or a commit’s hash.',
  );
}

function version(value: string): string {
  if (/^[\w.^~-]+$/.test(value) && !value.startsWith('-')) return value;
  throw new ActionFailure(
    `the input version is ${JSON.stringify(value)}`,
    'It is a version of glovebox on npm: 0.1.0.',
  );
}

function checkout(root: string, folder: string): string {
  const path = real('working-directory', resolve(root, folder));
  if (isBelow(path, root)) return path;
  throw new ActionFailure(
    `the input working-directory leads out of the workspace: ${path}`,
    'Name a folder of the checkout.',
  );
}

/** What decides about a change must not be in the change's own hands. */
function outside(input: string, path: string, root: string): string {
  const found = isAbsolute(path) ? real(input, path) : undefined;
  if (found !== undefined && !isBelow(found, root)) return found;
  throw new ActionFailure(
    `the input ${input} names ${path}, which the change under examination could have written`,
    'Give an absolute path outside of the checkout. Without a policy here, the one of the base commit is used.',
  );
}

function real(input: string, path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new ActionFailure(`the input ${input} names ${path}, which is not there`, 'Check the path.', { cause });
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
