import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { isOurs } from '../owned.ts';

/**
 * Folder `name` of what Glovebox builds once and keeps: images, root file systems, snapshots. Made when it is not there, for
 * this user alone, because what lies in it is run later. Throws `temp-unwritable` where somebody else could put something there.
 */
export function cacheFolder(name: string): string {
  const base = resolve(process.env.GLOVEBOX_CACHE ?? process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  const folder = join(base, 'glovebox', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let at = folder; at !== base; at = dirname(at))
    if (process.getuid !== undefined && !isOurs(at)) throw notOurs(at);
  return folder;
}

function notOurs(folder: string): GloveboxError {
  return new GloveboxError(
    'temp-unwritable',
    `${folder} belongs to somebody else, or others may write in it, and what lies there is run`,
    'Remove it, make it yours alone (chown, chmod go-w), or set GLOVEBOX_CACHE to a folder of your own.',
  );
}
