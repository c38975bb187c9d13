import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GloveboxError } from '../error.ts';

/** Something that outlives this process when this process is killed: what it is, and how it is found again. */
export type Owned =
  | { readonly kind: 'process'; readonly pid: number; readonly started: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'cgroup'; readonly path: string }
  | { readonly kind: 'container'; readonly id: string; readonly socket: string };

/** Ends one thing of a dead owner. Throws when it could not: the note of it is then kept for the next start. */
export type Endings = { readonly [K in Owned['kind']]?: (thing: Extract<Owned, { kind: K }>) => void | Promise<void> };

/**
 * One folder for each owner, `<pid>-<start time>`, one note in it for each thing it owns. Containers may share a /tmp: whoever has
 * other process ids has other notes.
 */
const NOTES = join(tmpdir(), `glovebox-owned-${process.getuid?.() ?? 'user'}${processNamespace()}`);

let made = 0;

/** Notes that this process owns `thing`, until the function returned is called. */
export function own(thing: Owned): () => void {
  const folder = join(NOTES, `${process.pid}-${startTime(process.pid)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isOurs(NOTES))
    throw new GloveboxError(
      'temp-unwritable',
      `${NOTES} belongs to somebody else, who could make Glovebox end what it does not own`,
      `Remove it, or set TMPDIR to a folder of your own.`,
    );
  const note = join(folder, `${++made}.json`);
  writeFileSync(note, JSON.stringify(thing));
  return () => {
    rmSync(note, { force: true });
    if (entries(folder).length === 0) rmSync(folder, { recursive: true, force: true });
  };
}

/** Notes that this process owns a child of its own. */
export function ownProcess(pid: number): () => void {
  return own({ kind: 'process', pid, started: startTime(pid) });
}

/** A private temporary folder, which ends with its owner. */
export function ownFolder(prefix: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const release = own({ kind: 'folder', path });
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true });
      release();
    },
  };
}

/** Ends what dead owners left, whatever ended them. What has no ending here is left for a start that has one. */
export async function reap(endings: Endings = {}): Promise<void> {
  if (!isOurs(NOTES)) return;
  for (const owner of entries(NOTES)) {
    const [pid = '', started = ''] = owner.split('-');
    if (isAlive(Number(pid), started)) continue;
    const folder = join(NOTES, owner);
    for (const name of entries(folder).sort((a, b) => rank(folder, a) - rank(folder, b)))
      await endOne(join(folder, name), { ...OWN_ENDINGS, ...endings });
    if (entries(folder).length === 0) rmSync(folder, { recursive: true, force: true });
  }
}

/** Processes first: they hold the rest. */
function rank(folder: string, name: string): number {
  return ['process', 'container', 'cgroup', 'folder'].indexOf(readNote(join(folder, name))?.kind ?? '');
}

/** How long is waited for a killed process to be gone, and with it what it holds. */
const PATIENCE_MS = 2_000;

const OWN_ENDINGS: Endings = {
  async process({ pid, started }) {
    if (isAlive(pid, started)) process.kill(pid, 'SIGKILL');
    await comesTrue(() => !isAlive(pid, started));
  },
  folder: ({ path }) => rmSync(path, { recursive: true, force: true }),
  async cgroup({ path }) {
    // The last processes in it may still be dying.
    await comesTrue(() => isRemoved(path));
  },
};

function isRemoved(cgroup: string): boolean {
  try {
    rmdirSync(cgroup);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EBUSY') return false;
    if (code === 'ENOENT') return true;
    throw cause;
  }
}

/** Throws when it does not within the time there is. */
async function comesTrue(holds: () => boolean): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; !holds(); await setTimeout(20))
    if (performance.now() > until) throw new Error('it did not end');
}

async function endOne(note: string, endings: Endings): Promise<void> {
  const thing = readNote(note);
  const ending = thing === undefined ? undefined : (endings[thing.kind] as ((it: Owned) => unknown) | undefined);
  if (thing !== undefined && ending === undefined) return;
  try {
    if (thing !== undefined) await ending?.(thing);
    rmSync(note, { force: true });
  } catch {
    // It could not be ended now, or another start is at it: the note stays for the next one.
  }
}

function readNote(path: string): Owned | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // written halfway, or removed by another start
  }
}

function processNamespace(): string {
  if (process.platform !== 'linux') return '';
  return `-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]}`;
}

/** Whether the folder is this user's and nobody else may write in it: what lies there is obeyed, or run. */
export function isOurs(folder: string): boolean {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === process.getuid?.() && (status.mode & 0o022) === 0;
}

/** A process id comes back after a while; together with its start it never does. */
export function isAlive(pid: number, started: string): boolean {
  return started !== '' && startTime(pid) === started;
}

/** Clock ticks from the machine's start to the process's; empty when there is no such process, `?` where nobody tells. */
export function startTime(pid: number): string {
  if (process.platform !== 'linux') return answers(pid) ? '?' : '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
