import { statSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { discover } from '../policy/discover.ts';
import { diskSource } from './disk.ts';
import type { Overrides } from './overrides.ts';
import { FOLDER } from './source.ts';

const FILE = `${FOLDER}/overrides.yaml`;

/** The overrides that count for a sample, and where it lies. */
export interface OverridesAt {
  readonly overrides: Overrides;
  /** Path of the sample's root from the folder that holds `.glovebox`; '' where they are one. */
  readonly below: string;
}

/** What {@link overridesAt} finds. */
export interface DiscoveredOverrides {
  /** Absent where there are none, and for standard input, which lies nowhere. */
  readonly at?: OverridesAt;
  /** Nearer folders that are not obeyed, with the reason. */
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
}

/**
 * The overrides of the nearest `.glovebox` from a sample upwards that is the user's own, as with policies: a sample must not
 * bring the keys that accept what it does. Throws as {@link overridesFrom} does.
 */
export async function overridesAt(sample: string, now?: Date): Promise<DiscoveredOverrides> {
  const { file, path, ignored } = discover(FILE, sample);
  if (file === undefined || path === undefined) return { ignored };
  const { overridesFrom } = await import('./overrides.ts');
  const reader = diskSource(dirname(dirname(file)));
  const overrides = await overridesFrom({ reader, ...(now !== undefined && { now }) });
  const below = statSync(sample).isDirectory() ? path : posix.dirname(path);
  return { at: { overrides, below: below === '.' ? '' : below }, ignored };
}
