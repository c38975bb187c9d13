/**
 * Packs a release into a folder: `npm run pack -- [--out FOLDER] [--native OTHER.tgz]…`. Makes the native package of this machine's
 * architecture and the main one, which names it among its optional dependencies, and with it each that was made on another machine.
 * Publish the native packages first: a name that the main package asks for and nobody holds is free for anybody.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILT, PREBUILT_PACKAGE } from '../packages/glovebox/src/sandbox/warden/native.ts';

const root = join(import.meta.dirname, '..');
const main = join(root, 'packages/glovebox');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(main, 'build/release') },
    native: { type: 'string', multiple: true, default: [] },
  },
});
const out = resolve(values.out);
const manifest = JSON.parse(readFileSync(join(main, 'package.json'), 'utf8'));

mkdirSync(out, { recursive: true });
const staging = mkdtempSync(join(tmpdir(), 'glovebox-pack-'));
try {
  const native = packNative(join(staging, 'native'));
  const packed = packMain(join(staging, 'main'), [native, ...values.native.map((path) => resolve(path))]);
  for (const path of [native, packed]) console.log(path);
} finally {
  rmSync(staging, { recursive: true, force: true });
}

/** The parts in C, linked statically where they are programs, so that the C library of the machine they come to does not matter. */
function packNative(folder: string): string {
  const parts = {
    'bin/warden': BUILT.warden,
    'bin/vsock-bridge': BUILT.bridge,
    'lib/world.so': `${BUILT.libraries}/world.so`,
    'lib/children.so': `${BUILT.libraries}/children.so`,
  };
  for (const [name, path] of Object.entries(parts)) {
    if (!existsSync(path))
      throw new Error(`${name} was not built: a release needs a C compiler, then node --run build`);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(path, join(folder, name));
  }
  const { version, license } = manifest;
  writeManifest(folder, {
    name: PREBUILT_PACKAGE,
    version,
    description: `The native parts of glovebox for Linux on ${process.arch}. Install glovebox instead.`,
    license,
    os: ['linux'],
    cpu: [process.arch],
    files: ['bin', 'lib'],
  });
  writeFileSync(
    join(folder, 'README.md'),
    `# ${PREBUILT_PACKAGE}\n\nThe native parts of [glovebox](https://www.npmjs.com/package/glovebox) for Linux on ${process.arch}. Their sources are in that package.\n`,
  );
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  return pack(folder);
}

/** What `npm pack` takes of the checkout, with a manifest that asks for the native packages and for nothing to develop with. */
function packMain(folder: string, natives: readonly string[]): string {
  const packed = pack(main);
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', packed, '-C', folder, '--strip-components=1']);
  const { scripts: _scripts, devDependencies: _devDependencies, ...kept } = manifest;
  writeManifest(folder, { ...kept, optionalDependencies: Object.fromEntries(natives.map(nameAndVersion)) });
  return pack(folder);
}

function nameAndVersion(tarball: string): [string, string] {
  const { name, version } = JSON.parse(
    execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }),
  );
  if (version !== manifest.version) throw new Error(`${tarball} is of version ${version}, not ${manifest.version}`);
  return [name, version];
}

function writeManifest(folder: string, content: object): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

/** Path of the tarball. */
function pack(folder: string): string {
  const said = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', out, '--loglevel=error'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const told = JSON.parse(said) as { filename: string }[] | Record<string, { filename: string }>;
  const [packed] = Object.values(told);
  if (packed === undefined) throw new Error(`npm pack in ${folder} made nothing`);
  return join(out, packed.filename);
}
