// Bundles the action into dist/index.js, which is all that a runner gets. Kept out of git; a release commits it (see README.md).
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const outfile = join(here, 'dist/index.js');

rmSync(join(here, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The runner's library brings CommonJS along, which an ES module has no `require` for.
  banner: { js: 'import{createRequire as nodeRequire}from"node:module";const require=nodeRequire(import.meta.url);' },
  define: { ACTION_VERSION: JSON.stringify(JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).version) },
  metafile: true,
  logLevel: 'warning',
});
// Without it Node would take the bundle for CommonJS where no package.json lies above it.
writeFileSync(join(here, 'dist/package.json'), '{ "type": "module" }\n');
console.log(`built: action, ${Math.round((metafile.outputs['dist/index.js']?.bytes ?? 0) / 1024)} KiB`);
