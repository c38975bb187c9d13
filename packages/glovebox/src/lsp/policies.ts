import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { type OverridesAt, overridesAt } from '../override/discover.ts';
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
  if (!isTrusted || path === undefined || homeOf(path, folders) === undefined) return undefined;
  if (!existsSync(path)) return undefined;
  return (await overridesAt(path)).at;
}
