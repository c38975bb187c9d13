// Bundles the extension into dist/extension.cjs, which is all that an editor loads, with the licenses of what is in it.
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;

rmSync(join(here, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(here, 'dist/LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
copyFileSync(join(here, '../../LICENSE'), join(here, 'LICENSE'));
console.log(`built: extension, ${Math.round((metafile.outputs['dist/extension.cjs']?.bytes ?? 0) / 1024)} KiB`);

function licenses(inputs) {
  const folders = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
  folders.delete(undefined);
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));
      const [text] = globSync('{LICEN[CS]E,License}*', { cwd: join(here, folder) });
      return `${name} ${version} (${license})\n\n${text ? readFileSync(join(here, folder, text), 'utf8') : ''}`;
    })
    .join('\n----\n\n');
}
