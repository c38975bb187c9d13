import { GloveboxError } from '../error.ts';
import { type Stack, stackOf, stackOfPreset } from './layers.ts';
import type { Policy } from './policy.ts';
import { isPreset, PRESET_NAMES } from './presets.ts';
import { diskReader } from './reader.ts';
import { type ResolvedPolicy, readStack, resolveStack } from './resolve.ts';

/** Reads a policy file, or a preset by its name. Throws `policy-invalid` with file, line, key and the legal values. */
export async function loadPolicy(name: string): Promise<Policy> {
  return (await resolveStack(await loadStack(name), diskReader, undefined)).policy;
}

/** The same for a path relative to the file's folder, with the sections that hold for it. */
export async function loadPolicyFor(name: string, path: string | undefined): Promise<ResolvedPolicy> {
  const resolved = await resolveStack(await loadStack(name), diskReader, path);
  return isPreset(name) ? { ...resolved, file: `preset ${name}` } : resolved;
}

/** A policy from YAML text; `path` is how errors name it, and what the files it names are relative to. */
export async function parsePolicy(path: string, text: string): Promise<Policy> {
  return (await resolveStack(await stackOf(diskReader, path, text), diskReader, undefined)).policy;
}

/** The layers of a preset or a file. */
export async function loadStack(name: string): Promise<Stack> {
  if (isPreset(name)) return stackOfPreset(name);
  const stack = await readStack(diskReader, name);
  if (stack !== undefined) return stack;
  throw new GloveboxError(
    'policy-invalid',
    `cannot read the policy ${name}: ENOENT`,
    `Check the path, or name a preset: ${PRESET_NAMES.join(', ')}.`,
  );
}
