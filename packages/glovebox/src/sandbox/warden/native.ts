import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../images/cache.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** The parts written in C, as paths; `bridge` and `libraries` may lack what could not be compiled. */
export interface Native {
  readonly warden: string;
  /** What carries a virtual machine's vsock to the warden inside. */
  readonly bridge: string;
  /** Folder of `world.so` and `children.so`, which the loader puts into the programs of a sandbox. */
  readonly libraries: string;
}

/** What a build of this checkout makes. */
export const BUILT: Native = {
  warden: `${PACKAGE_ROOT}/build/warden`,
  bridge: `${PACKAGE_ROOT}/build/vsock-bridge`,
  libraries: `${PACKAGE_ROOT}/guest/build`,
};

/** The npm package that brings the parts prebuilt; a release has one for each architecture. */
export const PREBUILT_PACKAGE = `glovebox-linux-${process.arch}`;

let found: Native | undefined;
let wasTried = false;

/** The native parts that are there: of this checkout, prebuilt in a package, or compiled before into the user's cache. */
export function findNative(): Native | undefined {
  found ??= whole(BUILT) ?? whole(prebuilt()) ?? whole(compiled());
  return found;
}

/** The same, compiled into the user's cache (seconds, once for each version) where nothing is there and a C compiler is. */
export function demandNative(): Native | undefined {
  const there = findNative();
  if (there !== undefined || wasTried) return there;
  wasTried = true;
  return compile();
}

function whole(native: Native | undefined): Native | undefined {
  return native !== undefined && existsSync(native.warden) ? native : undefined;
}

/** Only of the same version: the warden and what talks to it are one program. */
function prebuilt(): Native | undefined {
  const require = createRequire(`${PACKAGE_ROOT}/package.json`);
  try {
    const manifest = require.resolve(`${PREBUILT_PACKAGE}/package.json`);
    const versions = [manifest, `${PACKAGE_ROOT}/package.json`].map(
      (path) => JSON.parse(readFileSync(path, 'utf8')).version,
    );
    return versions[0] === versions[1] ? laidOut(dirname(manifest)) : undefined;
  } catch {
    return undefined;
  }
}

function compiled(): Native | undefined {
  const folder = compiledFolder();
  return folder === undefined ? undefined : laidOut(folder);
}

function laidOut(folder: string): Native {
  return {
    warden: join(folder, 'bin/warden'),
    bridge: join(folder, 'bin/vsock-bridge'),
    libraries: join(folder, 'lib'),
  };
}

/** Where each part's sources and its build lie; `native/warden` comes last, because with it everything counts as there. */
const PARTS: readonly { readonly folder: string; readonly output: string }[] = [
  { folder: 'guest/vm', output: 'bin/vsock-bridge' },
  { folder: 'guest/world', output: 'lib/world.so' },
  { folder: 'guest/children', output: 'lib/children.so' },
  { folder: 'native/warden', output: 'bin/warden' },
];

function compile(): Native | undefined {
  const folder = compiledFolder();
  if (process.platform !== 'linux' || folder === undefined) return undefined;
  for (const part of PARTS)
    spawnSync('sh', [`${PACKAGE_ROOT}/${part.folder}/build.sh`, join(folder, part.output)], { stdio: 'ignore' });
  return findNative();
}

/** Named by what it is compiled from, so that another version never finds this one's. */
function compiledFolder(): string | undefined {
  const sources = globSync(
    PARTS.map(({ folder }) => `${folder}/*.{c,h,sh}`),
    { cwd: PACKAGE_ROOT },
  ).sort();
  const hash = createHash('sha256').update(process.arch);
  for (const path of sources)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(`${PACKAGE_ROOT}/${path}`));
  try {
    return cacheFolder(`native/${hash.digest('hex').slice(0, 16)}`);
  } catch {
    // No folder of caches that is this user's alone: then nothing is compiled.
    return undefined;
  }
}
