import { GloveboxError } from '../error.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import type { PolicyReader } from '../policy/reader.ts';
import { policyResolver } from '../policy/resolve.ts';
import type { Tree } from './unit.ts';

/** The policy for each path, as the base has it: what the change says of policies holds for the next one. */
export function basePolicies(tree: Tree | undefined): (path: string) => Promise<Policy> {
  if (tree === undefined) return async () => DEFAULT_POLICY;
  const resolve = policyResolver(readerOf(tree));
  return async (path) => (await resolve(path)).policy;
}

/** Reads a commit's files as policies are read. */
export function readerOf(tree: Tree): PolicyReader {
  const readBytes = async (path: string, mostBytes: number) => {
    const found = await tree.find(path);
    if (found?.mode === '120000')
      throw new GloveboxError(
        'policy-invalid',
        `${path} of the base is a symbolic link, which is not followed in a commit`,
        'Put the file itself there, or extend it.',
      );
    if (found === undefined || !found.mode.startsWith('100')) return undefined;
    const bytes = await tree.read(path, mostBytes);
    if (bytes !== undefined) return bytes;
    // Not there and too large are two things: a policy that is passed over would permit what it denies.
    throw new GloveboxError(
      'policy-invalid',
      `cannot read ${path} of the base: it has ${found.bytes} bytes, more than ${mostBytes}`,
      'Make it smaller there.',
    );
  };
  return {
    readBytes,
    read: async (path, mostBytes) => {
      const bytes = await readBytes(path, mostBytes);
      if (bytes === undefined) return undefined;
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch (cause) {
        throw new GloveboxError('policy-invalid', `${path} of the base is no UTF-8`, 'Correct it there.', { cause });
      }
    },
  };
}
