import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Language } from '../../sample/sample.ts';
import { PACKAGE_ROOT } from '../warden/warden.ts';
import { cacheFolder } from './cache.ts';
import { runTool } from './tool.ts';

/** What is in the root file system beside Debian's essential packages. The last is what Node is linked with. */
const PACKAGES = ['python3-minimal', 'libpython3-stdlib', 'libstdc++6'];

/** Manuals and translations: a third of the size, and no program reads them. */
const LEFT_OUT = ['doc', 'man', 'info', 'locale', 'lintian'].map((name) => `/usr/share/${name}/*`);

/** Places where something is mounted, or is put by a later layer. */
const EMPTY_FOLDERS = ['work', 'home/user', 'glovebox', 'dev/shm', 'proc', 'sys', 'run', 'tmp'];

const SUITE = 'bookworm';

/** Where the interpreters are in it. */
export const BASE_INTERPRETERS: Readonly<Partial<Record<Language, string>>> = {
  python: '/usr/bin/python3.11',
  javascript: '/usr/local/bin/node',
  typescript: '/usr/local/bin/node',
  bash: '/bin/bash',
  wasm: '', // modules run in the wasm backend alone
};

const MINUTES = 60_000;

/**
 * Path of a tar with the root file system that every image is made of: Debian with Python, bash and the running Node, and the
 * jail's own /etc. Made once, with no registry, from the distribution's packages. Throws `image-build-failed`.
 */
export async function baseRootfs(say: (line: string) => void = () => {}): Promise<string> {
  const path = join(cacheFolder('rootfs'), `base-${baseKey()}.tar`);
  if (existsSync(path)) return path;
  say('making a root file system of Debian packages (a minute, once)');
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await runTool('mmdebstrap', mmdebstrapArgs(unfinished), {
      timeoutMs: 15 * MINUTES,
      remedy:
        'Install it (Debian, Ubuntu: apt-get install mmdebstrap), or build from a registry: --from IMAGE@sha256:…',
    });
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return path;
}

interface BuiltRootfs {
  readonly path: string;
  readonly bytes: number;
  readonly built: Date;
  readonly current: boolean;
}

/** The tars that are there already. */
export function builtRootfs(): readonly BuiltRootfs[] {
  const folder = cacheFolder('rootfs');
  return readdirSync(folder)
    .filter((name) => /^base-.*\.tar$/.test(name))
    .map((name) => join(folder, name))
    .map((path) => {
      const { size, mtime } = statSync(path);
      return { path, bytes: size, built: mtime, current: path.endsWith(`base-${baseKey()}.tar`) };
    });
}

/** Changes whenever the recipe, the interpreter or the files put in change. */
export function baseKey(): string {
  const hash = createHash('sha256').update(JSON.stringify([SUITE, PACKAGES, LEFT_OUT, EMPTY_FOLDERS, HOOKS('', '')]));
  for (const name of etcFiles()) hash.update(name).update(readFileSync(`${OWN_ETC}/${name}`));
  return hash.update(`${process.version} ${process.arch}`).digest('hex').slice(0, 12);
}

/** SHA-256 of the tar as hex; remembered beside it. */
export async function rootfsDigest(path: string): Promise<string> {
  const note = `${path}.sha256`;
  if (existsSync(note)) return readFileSync(note, 'utf8');
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  const digest = hash.digest('hex');
  writeFileSync(note, digest);
  return digest;
}

/** The jail's own /etc, for an image that comes from elsewhere. */
export function ownEtc(): { readonly name: string; readonly content: Buffer }[] {
  return etcFiles().map((name) => ({ name: `etc/${name}`, content: readFileSync(`${OWN_ETC}/${name}`) }));
}

const OWN_ETC = `${PACKAGE_ROOT}/guest/etc`;

/** The jail's own /etc; what is a place for something of the host's there is Debian's here. */
function etcFiles(): string[] {
  return readdirSync(OWN_ETC, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'ld.so.cache')
    .map((entry) => entry.name)
    .sort();
}

function mmdebstrapArgs(target: string): string[] {
  return [
    ...['--quiet', '--format=tar', '--variant=essential', `--include=${PACKAGES.join(',')}`],
    ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...HOOKS(process.execPath, OWN_ETC).map((hook) => `--customize-hook=${hook}`),
    ...[SUITE, target],
  ];
}

/** Shell commands; `$1` is the root file system in the making. */
const HOOKS = (node: string, etc: string): string[] => [
  `mkdir -p ${EMPTY_FOLDERS.map((name) => `"$1"/${name}`).join(' ')}`,
  `install -D -m 755 ${quoted(node)} "$1/usr/local/bin/node"`,
  `for file in ${etcFiles().join(' ')}; do install -m 644 ${quoted(etc)}/$file "$1/etc/$file"; done`,
  // No program that would run as another user, and nothing of the packages' administration.
  'find "$1" -xdev -type f -perm /6000 -exec chmod ug-s {} +',
  'rm -rf "$1"/var/cache/* "$1"/var/lib/apt "$1"/var/lib/dpkg "$1"/var/log/* "$1/etc/hostname" "$1/etc/machine-id"',
];

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
