import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pyodideFolder } from '../wasm/bundles.ts';
import { pyodideSnapshot, snapshotPath } from '../wasm/snapshot.ts';
import { cacheFolder } from './cache.ts';
import type { Built, ImageKind } from './kind.ts';

/** Python's memory after its start-up, from which every sandbox of the wasm backend begins. */
export function wasmImages(): ImageKind {
  return {
    name: 'wasm',
    async build({ say }) {
      say('starting Python in WebAssembly once, to keep its memory');
      await pyodideSnapshot(pyodideFolder());
      return list().filter(({ current }) => current);
    },
    list: async () => list(),
    async prune() {
      const old = list().filter(({ current }) => !current);
      for (const { name, where } of old) rmSync(join(where, name), { force: true });
      return old;
    },
  };
}

function list(): Built[] {
  const folder = cacheFolder('wasm');
  const used = basename(snapshotPath(pyodideFolder()));
  return readdirSync(folder)
    .filter((name) => name.startsWith('python-'))
    .map((name) => {
      const { size, mtime } = statSync(join(folder, name));
      const id = /^python-([0-9a-f]+)/.exec(name)?.[1] ?? '';
      return { name, id, bytes: size, built: mtime, where: folder, current: name === used };
    });
}
