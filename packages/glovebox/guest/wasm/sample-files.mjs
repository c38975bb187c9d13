// The sample's files, read into memory before it starts: the program never sees a real file system.
import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { PLACES, SETTINGS } from './settings.mjs';

/** Absolute path and content of each file, in no order. */
export function readSampleFiles(more) {
  if (!SETTINGS.filesWithJob) return [...below(PLACES[0])];
  return JSON.parse(more).map(([path, content]) => [path, Buffer.from(content, 'base64')]);
}

function* below(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* below(path);
    else if (entry.isFile()) yield [path, readFileSync(path)];
  }
}
