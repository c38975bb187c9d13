// What the writable places hold at the end that was not there at the start.
import { Buffer } from 'node:buffer';
import { tellChange } from './channel.mjs';

const MOST = 2_000;

/** `before` maps paths to contents; `after` has `path`, `mode`, and `content` for files. */
export function tellChanges(before, after) {
  let left = MOST;
  const seen = new Set();
  for (const { path, mode, content } of after) {
    if (content === undefined) continue; // a folder
    seen.add(path);
    const old = before.get(path);
    if (old !== undefined && Buffer.compare(old, content) === 0) continue;
    if (left-- > 0) tellChange(path, old === undefined ? 'created' : 'modified', content.length, mode);
  }
  for (const path of before.keys()) if (!seen.has(path)) tellChange(path, 'deleted', 0);
}
