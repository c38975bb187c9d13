import { posix } from 'node:path';
import picomatch from 'picomatch';
import { POLICY_FILE } from './discover.ts';
import type { Layer } from './layer.ts';
import { type Stack, stackOf } from './layers.ts';
import { given, merge } from './merge.ts';
import { networkFrom } from './network.ts';
import { DEFAULT_EXPLORE, DEFAULT_POLICY, type Policy } from './policy.ts';
import type { PolicyReader } from './reader.ts';
import { MAX_POLICY_BYTES } from './written.ts';

/** The policy that holds for a path, and what says so. */
export interface ResolvedPolicy {
  readonly policy: Policy;
  /** The policy file, as the reader knows it; absent where there is none, and the policy is the default. */
  readonly file?: string;
  /** The globs of the sections that hold for the path, in the order they are laid. */
  readonly sections: readonly string[];
}

/**
 * The policy for a path, by the nearest `glovebox.policy.yaml` from its folder upwards: to the root of what the reader reads.
 * Whatever the reader has is obeyed: give it a tree that its author may decide about. Throws `policy-invalid`.
 */
export async function resolvePolicy({
  reader,
  from,
}: {
  readonly reader: PolicyReader;
  /** A sample's path, relative to the reader's root; a folder ends in `/`. */
  readonly from: string;
}): Promise<ResolvedPolicy> {
  return policyResolver(reader)(from);
}

/** {@link resolvePolicy} for many paths: each file is read once. */
export function policyResolver(reader: PolicyReader): (from: string) => Promise<ResolvedPolicy> {
  const stacks = new Map<string, Promise<Stack | undefined>>();
  const stackAt = (file: string) => {
    const known = stacks.get(file) ?? readStack(reader, file);
    stacks.set(file, known);
    return known;
  };
  return async (from) => {
    for (const folder of foldersFrom(from)) {
      const stack = await stackAt(posix.join(folder, POLICY_FILE));
      if (stack !== undefined) return resolveStack(stack, reader, posix.relative(folder, posix.normalize(from)));
    }
    return { policy: DEFAULT_POLICY, sections: [] };
  };
}

/** A policy file with what it extends; undefined where there is none. Throws `policy-invalid`. */
export async function readStack(reader: PolicyReader, file: string): Promise<Stack | undefined> {
  const text = await reader.read(file, MAX_POLICY_BYTES);
  return text === undefined ? undefined : stackOf(reader, file, text);
}

/** The policy of a file for a path relative to its folder; without a path no section holds. */
export async function resolveStack(
  { layers, written }: Stack,
  reader: PolicyReader,
  path: string | undefined,
): Promise<ResolvedPolicy> {
  const held = layers.filter((layer) => holds(layer, path));
  return {
    policy: await policyOf(held, reader),
    ...(written !== undefined && { file: written.path }),
    sections: [...new Set(held.flatMap(({ globs }) => globs.at(-1) ?? []))],
  };
}

/** Whether what a layer says is for a path. */
export function holds({ globs }: Layer, path: string | undefined): boolean {
  if (globs.length === 0) return true;
  if (path === undefined || path === '' || path.startsWith('../')) return false;
  return globs.every((glob) => matches(glob, path));
}

/** What layers make together. */
export async function policyOf(layers: readonly Layer[], reader: PolicyReader): Promise<Policy> {
  const { network, permit, explore, ...rest } = merge(layers);
  return {
    ...given(rest),
    ...(permit !== undefined && { permit: given(permit) }),
    ...(network !== undefined && { network: await networkFrom(reader, network) }),
    ...(explore !== undefined && { explore: { ...DEFAULT_EXPLORE, ...given(explore) } }),
  };
}

const matchers = new Map<string, (path: string) => boolean>();

/** Files whose names begin with a dot are matched as any other: they are run as any other. */
export function matches(glob: string, path: string): boolean {
  const matcher = matchers.get(glob) ?? picomatch(glob, { dot: true, noextglob: true });
  if (matchers.size > 1_000) matchers.clear();
  matchers.set(glob, matcher);
  return matcher(path);
}

/** The folder of a path and those above it; `.` or `/` is the last. */
function foldersFrom(from: string): string[] {
  const isFolder = from === '' || from === '.' || from.endsWith('/');
  return upwards(isFolder ? posix.join(from, 'x', '..') : posix.dirname(posix.normalize(from)));
}

function upwards(folder: string): string[] {
  const above = posix.dirname(folder);
  return above === folder || folder === '.' ? [folder] : [folder, ...upwards(above)];
}
