import { existsSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { OverridesAt } from '../override/discover.ts';
import { diskSource } from '../override/disk.ts';
import { overridesFrom } from '../override/overrides.ts';
import { FOLDER } from '../override/source.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { diskReader } from '../policy/reader.ts';
import { resolvePolicy } from '../policy/resolve.ts';
import { homeOf } from './open.ts';

/**
 * The policy for a file of a workspace, by the nearest policy file from it up to the workspace's folder. In a workspace that
 * is not trusted, and for what lies outside of every folder, it is the default: whoever wrote the code must not judge it.
 */
export async function policyFor(
  path: string | undefined,
  folders: readonly string[],
  isTrusted: boolean,
): Promise<Policy> {
  const root = path === undefined ? folders[0] : homeOf(path, folders);
  if (!isTrusted || root === undefined) return DEFAULT_POLICY;
  const from = path === undefined ? './' : posix.relative(root, path);
  const below = {
    read: (file: string, most: number) => diskReader.read(posix.join(root, file), most),
    readBytes: async (file: string, most: number) => diskReader.readBytes?.(posix.join(root, file), most),
  };
  return (await resolvePolicy({ reader: below, from })).policy;
}

/** What people accepted where a file lies: nothing in a workspace that is not trusted, and for what lies in none. */
export async function overridesFor(
  path: string | undefined,
  folders: readonly string[],
  isTrusted: boolean,
): Promise<OverridesAt | undefined> {
  const home = path === undefined ? undefined : homeOf(path, folders);
  if (!isTrusted || path === undefined || home === undefined) return undefined;
  for (let at = dirname(path); at === home || at.startsWith(`${home}/`); at = dirname(at)) {
    if (!existsSync(join(at, FOLDER, 'overrides.yaml'))) continue;
    return { overrides: await overridesFrom({ reader: diskSource(at) }), below: relative(at, dirname(path)) };
  }
  return undefined;
}
