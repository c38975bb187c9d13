import { type Dirent, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { matches } from './resolve.ts';
import type { PolicyFile } from './schema.ts';
import { invalid, type Written } from './written.ts';

/** Files looked at: a policy is checked while somebody waits. */
const MOST = 50_000;
/** What a package manager or a repository keeps is no sample. */
const PASSED_OVER: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Throws `policy-invalid` for the first section whose glob matches no file below the policy's folder. Follows no link; where
 * there are more files than are looked at, nothing is said.
 */
export function refuseUnmatched({ path, value, lineOf }: Written<PolicyFile>): void {
  const unmatched = new Set(Object.keys(value.paths ?? {}));
  if (unmatched.size === 0) return;
  const folder = dirname(path);
  const top: string[] = [];
  let left = MOST;
  const folders = [''];
  for (let below = folders.pop(); below !== undefined && unmatched.size > 0; below = folders.pop()) {
    for (const entry of entriesOf(join(folder, below))) {
      if (--left < 0) return;
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (below === '' && !entry.name.startsWith('.')) top.push(entry.isDirectory() ? `${entry.name}/**` : entry.name);
      for (const glob of unmatched) if (matches(glob, file)) unmatched.delete(glob);
      if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(file);
    }
  }
  const [glob] = unmatched;
  if (glob === undefined) return;
  const near = top
    .filter((name) => !PASSED_OVER.has(name.replace(/\/.*/, '')))
    .sort()
    .slice(0, 12);
  throw invalid(
    `${path}:${lineOf(['paths', glob]) ?? 1}: paths.${glob} matches no file below ${folder}`,
    `Below it there are ${near.join(', ')}.`,
  );
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // what nobody may read has no sample in it
  }
}
