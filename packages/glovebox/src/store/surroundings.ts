import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../sample/sample.ts';
import { cacheFolder } from '../sandbox/images/cache.ts';
import { readRecords } from '../sandbox/images/records.ts';
import { findInterpreter } from '../sandbox/interpreters.ts';
import type { BackendName } from '../sandbox/run.ts';

/**
 * What a run in this backend would find on this machine now, by content or by size and date: the programs that make the walls, images,
 * interpreters, the distribution's packages, the kernel. What differs may make a sample behave otherwise, so it is another question.
 */
export function surroundingsOf(backend: BackendName, language: Language): string[] {
  const facts = [process.platform, process.arch, process.version, `uid ${process.getuid?.() ?? ''}`];
  return [...facts, ...WALLS[backend](language)];
}

const WALLS: Record<BackendName, (language: Language) => string[]> = {
  jail: (language) => [...host(language), program('bwrap')],
  container: () => [kernel(), ...containerImages()],
  gvisor: (language) => [...host(language), program('runsc')],
  microvm: () => machines(),
  wasm: (language) => [...host(language), program('bwrap'), ...kept('wasm')],
  restricted: (language) => [...host(language), program('bwrap')],
  'microvm+jail': () => machines(),
  'container+gvisor': () => [kernel(), program('runsc'), ...containerImages()],
};

/** What a backend shows of the machine itself. */
function host(language: Language): string[] {
  return [kernel(), interpreter(language), distribution(), ...FOLDERS.map(statusOf)];
}

function kernel(): string {
  return `kernel ${release()}`;
}

function interpreter(language: Language): string {
  // A module needs none of the machine's, and neither does what is not there: the run will say so.
  try {
    return statusOf(realpathSync(findInterpreter(language)));
  } catch {
    return `no ${language}`;
  }
}

/** Where packages are put that no list of the distribution's names. */
const FOLDERS = globSync('/usr/{lib,local/lib}/python3*/{dist,site}-packages').sort();

const PACKAGE_LISTS = ['/var/lib/dpkg/status', '/var/lib/rpm/rpmdb.sqlite', '/lib/apk/db/installed'];
const digests = new Map<string, string>();

/** Every program and library that the distribution has installed, with its version. */
function distribution(): string {
  return PACKAGE_LISTS.map((path) => {
    const status = statusOf(path);
    if (!digests.has(status)) digests.set(status, contentDigest(path));
    return digests.get(status);
  }).join(' ');
}

function program(name: string): string {
  const folders = (process.env.PATH ?? '/usr/bin:/bin').split(':').filter((folder) => folder.startsWith('/'));
  const found = folders.map((folder) => join(folder, name)).find((path) => !statusOf(path).endsWith('none'));
  return found === undefined ? `no ${name}` : statusOf(realpathSync(found));
}

/** Ids of all that were built: which of them is run depends on the daemon, which is not asked. */
function containerImages(): string[] {
  const ids = orNothing(() =>
    readRecords().map(({ id, underConditions, daemon, layer }) => [id, underConditions, daemon, layer].join(' ')),
  );
  return [`daemon ${process.env.DOCKER_HOST ?? ''} ${process.env.CONTAINER_HOST ?? ''}`, ...ids.sort()];
}

function machines(): string[] {
  return [
    kernel(),
    ...['qemu-system-x86_64', 'firecracker', 'jailer'].map(program),
    statusOf('/dev/kvm').replace(/ \d+ [\d.]+$/, ''),
    ...kept('microvm').filter((fact) => /\/image-/.test(fact)),
  ];
}

/** What was built once and is kept, each by name, size and date. */
function kept(kind: string): string[] {
  return orNothing(() => {
    const folder = cacheFolder(kind);
    return readdirSync(folder)
      .sort()
      .map((name) => statusOf(join(folder, name)));
  });
}

/** Where it cannot be read, the run says why. */
function orNothing(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** Path, size and date, or that there is nothing. */
function statusOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? `${path} none` : `${path} ${status.size} ${status.mtimeMs}`;
}

function contentDigest(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return 'none';
  }
}
