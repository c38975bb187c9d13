import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** What `glovebox run` loads: the command line, its command, and the backend that it asks for later. */
const LOADED_BY_RUN = ['cli/main.ts', 'cli/run.ts', 'sandbox/registry.ts', 'sandbox/jail/jail.ts'];

it('run loads no parser, no validator and no rules, which cost more time than a small program takes', async () => {
  const { files, packages } = await loadedAtOnce(LOADED_BY_RUN);
  expect([...packages].sort()).toEqual(['commander']);
  expect([...files].filter((file) => /^(judge|inspect)\//.test(file))).toEqual([]);
});

/** Everything that importing these files loads at once: `import type` is erased, `import()` waits. */
async function loadedAtOnce(entries: readonly string[]): Promise<{ files: Set<string>; packages: Set<string> }> {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [...entries],
    outdir: 'unused',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement' || path.startsWith('node:')) continue;
      if (external === true) packages.add(path);
      else waiting.push(path);
    }
  }
  return { files, packages };
}
