import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import { own } from '../owned.ts';
import { type ConfigRecord, configFrame } from '../warden/frames.ts';
import { messageReader } from '../warden/reader.ts';
import { type CheckedFile, checkedFile, damage, readJson } from './image/checked.ts';
import { imagesFolder } from './image/image.ts';
import type { MachineConfig, MachineDriver, MachineKind } from './machine.ts';
import { rehearsalRecords } from './rehearsal.ts';

/** A machine that waits for its sample, on disk. */
export interface Snapshot {
  readonly folder: string;
  /** What its warden had said by then. */
  readonly said: readonly WardenMessage[];
}

/** Everything that decides what is in a snapshot. */
export interface SnapshotKind {
  /** Hash of the image. */
  readonly image: string;
  readonly machine: MachineKind;
  readonly config: MachineConfig;
  readonly records: readonly ConfigRecord[];
  readonly observe: boolean;
}

interface Manifest {
  readonly image: string;
  readonly files: Readonly<Record<string, CheckedFile>>;
  readonly said: readonly WardenMessage[];
}

/** Under emulation a start takes ten seconds, and Node's twenty, while nothing else wants the processor. */
const START_MS = 300_000;
/** The interpreter says that it waits right before it does. */
const SETTLE_MS = 100;
/** Each is some hundred megabytes. */
const KEPT = 16;

const making = new Map<string, Promise<Snapshot>>();

/**
 * The snapshot of this kind, made when there is none. Throws `snapshot-corrupt` when its files are not what was written, and
 * `no-space` when there is no room for it.
 */
export async function findSnapshot(driver: MachineDriver, kind: SnapshotKind): Promise<Snapshot> {
  const folder = join(snapshotsFolder(), snapshotKey(kind));
  const busy = making.get(folder);
  if (busy !== undefined) return busy;
  if (existsSync(folder)) return readSnapshot(folder);
  const made = makeSnapshot(driver, kind, folder).finally(() => making.delete(folder));
  making.set(folder, made);
  return made;
}

export function snapshotsFolder(): string {
  const folder = join(imagesFolder(), 'snapshots');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes the snapshots of other images than `image`; all without one. Gives their names. */
export function pruneSnapshots(image?: string): string[] {
  const folder = snapshotsFolder();
  const gone = readdirSync(folder).filter(
    (name) => image === undefined || manifestOf(join(folder, name))?.image !== image,
  );
  for (const name of gone) rmSync(join(folder, name), { recursive: true, force: true });
  return gone;
}

function snapshotKey({ image, machine, config, records, observe }: SnapshotKind): string {
  // Every process has another authority, and says so before a run.
  const told = records.filter(([key]) => key !== 'network.authority');
  const parts = [image, machine, config.memoryBytes, config.commandLine, told, observe];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

async function readSnapshot(folder: string): Promise<Snapshot> {
  const manifest = manifestOf(folder);
  if (manifest === undefined) throw corrupt(folder, 'its manifest is missing or unreadable');
  for (const [name, file] of Object.entries(manifest.files)) {
    const why = await damage(join(folder, name), file);
    if (why !== undefined) throw corrupt(folder, why);
  }
  const now = new Date();
  utimesSync(folder, now, now); // used last
  return { folder, said: manifest.said };
}

/** Written beside its place and moved there whole: what is found under a snapshot's name is all of it. */
async function makeSnapshot(driver: MachineDriver, kind: SnapshotKind, folder: string): Promise<Snapshot> {
  removeOldest();
  const work = mkdtempSync(join(imagesFolder(), 'building-'));
  const release = own({ kind: 'folder', path: work });
  try {
    const said = await saveMachine(driver, kind, work);
    const files: Record<string, CheckedFile> = {};
    for (const name of readdirSync(work)) files[name] = await checkedFile(join(work, name));
    const manifest: Manifest = { image: kind.image, files, said };
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest), { mode: 0o600 });
    if (!existsSync(folder)) renameSync(work, folder);
    return { folder, said };
  } catch (cause) {
    throw isFull(cause) ? noSpace(cause) : cause;
  } finally {
    rmSync(work, { recursive: true, force: true });
    release();
  }
}

async function saveMachine(driver: MachineDriver, kind: SnapshotKind, work: string): Promise<WardenMessage[]> {
  const machine = await driver.boot(kind.config);
  const timer = globalThis.setTimeout(() => machine.kill(), START_MS);
  try {
    const lost = machine.ended.then(({ complaints }) => Promise.reject(failed(complaints.trim() || 'it said nothing')));
    const up = [waits(machine.agent, kind, kind.records)];
    if (machine.rehearsal !== undefined) up.push(waits(machine.rehearsal, kind, rehearsalRecords(kind.records)));
    const [said = []] = await Promise.race([Promise.all(up), lost]);
    await setTimeout(SETTLE_MS);
    await machine.snapshot(work);
    return said;
  } finally {
    clearTimeout(timer);
    machine.kill();
    await machine.ended;
  }
}

/** Resolves with what the warden at `port` said until its interpreter waited; unobserved, no interpreter says that it does. */
function waits(port: Duplex, { observe }: SnapshotKind, records: readonly ConfigRecord[]): Promise<WardenMessage[]> {
  const said: WardenMessage[] = [];
  return new Promise((resolve, reject) => {
    const reader = messageReader((message) => {
      said.push(message);
      if (message.t === 'end') reject(failed(message.reason ?? message.cause));
      else if (message.t === (observe ? 'hint' : 'isolation')) resolve(said);
    }, reject);
    port.setEncoding('utf8').on('data', reader.take);
    port.write(configFrame(records));
  });
}

function removeOldest(): void {
  const folder = snapshotsFolder();
  const used = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newestFirst = readdirSync(folder).sort((a, b) => used(b) - used(a));
  for (const name of newestFirst.slice(KEPT - 1)) rmSync(join(folder, name), { recursive: true, force: true });
}

function manifestOf(folder: string): Manifest | undefined {
  const manifest = readJson(join(folder, 'manifest.json')) as Manifest | undefined;
  return manifest?.files === undefined || manifest.said === undefined ? undefined : manifest;
}

function isFull(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOSPC' || (cause as NodeJS.ErrnoException).code === 'EDQUOT';
}

function noSpace(cause: unknown): GloveboxError {
  const folder = snapshotsFolder();
  return new GloveboxError(
    'no-space',
    `no disk space for a virtual machine's snapshot in ${folder}`,
    'Free some hundred megabytes (glovebox images prune), or set GLOVEBOX_CACHE to a folder on another disk.',
    { cause },
  );
}

function corrupt(folder: string, why: string): GloveboxError {
  return new GloveboxError(
    'snapshot-corrupt',
    `the snapshot of a virtual machine is damaged: ${why}`,
    `Remove it (rm -r ${folder}); the next run makes a new one.`,
  );
}

function failed(why: string): GloveboxError {
  return new GloveboxError('backend-failed', `the virtual machine did not come up: ${why}`, 'Run `glovebox doctor`.');
}
