import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for what a peer needs and is slow to fetch; outlives the bench, and may be removed at any time. */
export function peerCache(name: string): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(caches, 'glovebox-bench', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
