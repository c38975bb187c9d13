import { existsSync } from 'node:fs';
import { normalize } from 'node:path';
import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { Conditions } from '../conditions.ts';
import { SHELL_FILE } from '../exercise.ts';
import { BUILT, demandNative, PREBUILT_PACKAGE } from '../warden/native.ts';
import { PACKAGE_ROOT } from '../warden/package-root.ts';
import type { Bind } from './rootfs.ts';

/** Where `guest/world/world.c` looks for the conditions; named as Python's own semaphores are, which nobody takes for more. */
export const WORLD = '/dev/shm/sem.mp-6hq2xk0r';

/** The loader puts the library that brings agents along into every program, where it was built. */
export function childrenBind(): readonly Bind[] {
  return has('children.so') ? preload('children') : [];
}

/** The loader then puts the library into every program of the run. */
export function worldBind(): readonly Bind[] {
  return preload('world');
}

/** Libraries from outside the package are shown over `guest/native`, and the loader is told of them there. */
function preload(name: 'world' | 'children'): readonly Bind[] {
  const libraries = librariesFolder();
  const isOwn = libraries === undefined || libraries === BUILT.libraries;
  const list = isOwn ? `guest/${name}/ld.so.preload` : `guest/native/${name}.preload`;
  return [
    ...(isOwn ? [] : [{ source: libraries, target: '/glovebox/native' }]),
    { source: `${PACKAGE_ROOT}/${list}`, target: '/etc/ld.so.preload' },
  ];
}

function has(library: string): boolean {
  return existsSync(`${librariesFolder()}/${library}`);
}

function librariesFolder(): string | undefined {
  return demandNative()?.libraries;
}

const FLAGS = { skipWaits: 1, terminal: 2, root: 4 };
const LONGEST_NAME = 35;

/** Throws `backend-unavailable` where the library is needed and was never built: the run would claim what is not so. */
export function demandWorld(conditions: Conditions): void {
  if (!needsWorld(conditions) || has('world.so')) return;
  throw new GloveboxError(
    'backend-unavailable',
    'clocks and users cannot be changed: world.so was not built',
    `Install ${PREBUILT_PACKAGE} or a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev); in a checkout run ./setup.sh.`,
  );
}

/** Whether the run needs the library at all. */
export function needsWorld({ clock, waits, terminal, user, system }: Conditions): boolean {
  return [clock, waits, terminal, user, system].some((value) => value !== undefined && value !== null);
}

/** The files that are there at the start, the conditions for the library first. */
export function filesUnder(conditions: Conditions, language: Language): { path: string; content: Uint8Array }[] {
  const there = { ...(conditions.exercise !== undefined && { [SHELL_FILE]: 'value\n' }), ...conditions.files };
  // A program that asks for the file of the conditions gets no other in its place.
  const given = Object.entries(there)
    .filter(([path]) => normalize(path) !== WORLD)
    .map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return needsWorld(conditions) ? [{ path: WORLD, content: worldOf(conditions, language) }, ...given] : given;
}

/** The structure that the library maps: numbers as the processor has them, texts that end with a zero byte. */
function worldOf({ clock, waits, terminal, user, system }: Conditions, language: Language): Buffer {
  const isNode = language === 'javascript' || language === 'typescript'; // aborts at a terminal that is none: its agent pretends
  const bytes = Buffer.alloc(104);
  const ahead = clock === null ? 0 : Date.parse(clock) - Date.now();
  bytes.write('world/1\0', 0, 'latin1');
  bytes.writeBigInt64LE(BigInt(Math.round(ahead)) * 1_000_000n, 8);
  bytes.writeUInt32LE(
    (waits === 'skipped' ? FLAGS.skipWaits : 0) +
      (terminal === true && !isNode ? FLAGS.terminal : 0) +
      (user === 'root' ? FLAGS.root : 0),
    24,
  );
  bytes.write((user ?? '').slice(0, LONGEST_NAME), 28);
  bytes.write((system ?? '').slice(0, LONGEST_NAME), 64);
  return bytes;
}

/** Who and where one is, told by variables as well. */
export function environmentUnder({ environment = {}, user, host }: Conditions): Record<string, string> {
  return {
    ...(user !== undefined && { USER: user, LOGNAME: user }),
    ...(host !== undefined && { HOSTNAME: host }),
    ...environment,
  };
}

/** What the agent is asked to do differently. */
export function wishesOf(conditions: Conditions | undefined, language: Language): string[] {
  if (conditions === undefined) return [];
  const { exercise, scaled, random, system, terminal, waits, forced } = conditions;
  return [
    ...(exercise === undefined ? [] : [`exercise=${exercise}`]),
    ...(scaled === undefined ? [] : ['scaled=1']),
    ...(random === undefined ? [] : [`random=${random}`]),
    ...(waits === undefined ? [] : [`waits=${waits}`]),
    ...(terminal === undefined ? [] : ['terminal=1']),
    ...(system === undefined ? [] : [`system=${system}`]),
    // The other languages' sources are rewritten outside.
    ...(forced === undefined || language !== 'python' ? [] : [`forced=${forced.reach.map(placesOf).join(';')}`]),
  ];
}

function placesOf({ file, lines }: { readonly file: string; readonly lines: readonly number[] }): string {
  return `${encodeURIComponent(file.toWellFormed())}:${lines.join(',')}`;
}
