import { execFile } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { GloveboxError } from '../../../error.ts';

/** The first version whose machines name their devices by ACPI, which is how the guest's kernel finds them. */
const OLDEST: Version = [1, 8];

type Version = readonly [major: number, minor: number];

export interface Binaries {
  readonly firecracker: string;
  /** `1.13.1`. */
  readonly version: string;
  /** Where it was asked for. Of the same version as Firecracker, which it needs. */
  readonly jailer?: string;
}

const INSTALL =
  "Install Firecracker's release for this processor (its files firecracker and jailer, renamed so) in /usr/local/bin.";

/** Finds Firecracker on `PATH`, and its jailer where `jailed`. Throws `backend-unavailable`. */
export async function findBinaries(jailed: boolean): Promise<Binaries> {
  const firecracker = find('firecracker');
  const version = await versionOf(firecracker);
  if (!isAtLeast(version, OLDEST))
    throw new GloveboxError(
      'backend-unavailable',
      `${firecracker} is version ${version}, and Glovebox needs ${OLDEST.join('.')} or later`,
      INSTALL,
    );
  if (!jailed) return { firecracker, version };
  const jailer = find('jailer');
  const jailerVersion = await versionOf(jailer);
  if (jailerVersion !== version)
    throw new GloveboxError(
      'backend-unavailable',
      `${jailer} is version ${jailerVersion} and ${firecracker} is version ${version}`,
      'Install both from one release.',
    );
  return { firecracker, version, jailer };
}

function find(name: 'firecracker' | 'jailer'): string {
  const found = (process.env.PATH ?? '/usr/bin:/bin')
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => `${folder}/${name}`)
    .find(isExecutable);
  // The jailer names its folder after the file itself, not after a link to it.
  if (found !== undefined) return realpathSync(found);
  const missing = `${name} is not installed: none on PATH`;
  if (name === 'firecracker') throw new GloveboxError('backend-unavailable', missing, INSTALL);
  throw new GloveboxError(
    'backend-unavailable',
    `${missing}, and as root Firecracker is not run without it`,
    `${INSTALL} Or run Glovebox as an ordinary user of the group kvm.`,
  );
}

async function versionOf(binary: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5000, env: {}, maxBuffer: 65_536 });
    const version = /\bv?(\d+\.\d+\.\d+[\w.+-]*)/.exec(stdout)?.[1];
    if (version !== undefined) return version;
    throw new Error(`it printed ${JSON.stringify(stdout.slice(0, 200))}`);
  } catch (cause) {
    throw new GloveboxError(
      'backend-unavailable',
      `${binary} --version gave no version: ${(cause as Error).message.trim()}`,
      INSTALL,
      { cause },
    );
  }
}

function isAtLeast(version: string, [major, minor]: Version): boolean {
  const [own = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return own > major || (own === major && ownMinor >= minor);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
