import { posix } from 'node:path';
import { HOLE } from '../inspect/resolve/value.ts';
import { classesOfWord, OWN_ROOT, TARGET_CLASSES, type TargetClass, type TargetLists } from '../inspect/targets.ts';

/** Places told by how they are written, where no list could name them all. The first expression that fits decides. */
const SHAPES = {
  'shell-socket': /^\/dev\/(tcp|udp)\//,
  'root-itself': /^\/(\*|\.\*)?$/,
  'home-itself': /^(\/root|\/home(\/[\w.$-]+)?|\/Users\/[\w.-]+)\/?(\*|\.\*)?$/,
  'system-folder': /^\/(bin|sbin|boot|dev|etc|lib|lib32|lib64|proc|sys|usr|var|opt)(\/\*?)?$/,
} as const satisfies Record<string, RegExp>;

/** How an address is written. The first expression that fits decides. */
const ADDRESSES = {
  // The program's own machine: what a local server and its test use.
  loopback: /^(\w+:\/\/)?(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|\[?::ffff:127\.\d+\.\d+\.\d+\]?)(?=[:/?]|$)/i,
  'unix-socket': /^unix:/,
  'any-address': /^(0\.0\.0\.0|\[?::\]?)(:\d+)?$/,
  // A number instead of a name: no certificate, no owner to look up.
  'raw-address': /^(\w+:\/\/)?(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]*:[0-9a-f:.]+\])(?=[:/?]|$)/i,
  'secure-url': /^(https|wss):\/\/[^\s/]+|^[\w.-]+\.[a-z]{2,}:443$/i,
  'plain-url': /^(http|ws|ftp|tftp|telnet):\/\/[^\s/]+/i,
} as const satisfies Record<string, RegExp>;

/** Kinds of places that code can point at and that weigh differently. */
export type Place =
  | TargetClass
  | keyof typeof SHAPES
  | keyof typeof ADDRESSES
  | 'own-folder'
  | 'temporary'
  | 'every-process'
  | 'foreign-process';

const SHAPE_TABLE = Object.entries(SHAPES) as [keyof typeof SHAPES, RegExp][];
const ADDRESS_TABLE = Object.entries(ADDRESSES) as [keyof typeof ADDRESSES, RegExp][];

/** The jail's home; `~` and `$HOME` of a source mean the same. */
const HOME = '/home/user';
const MAX_WORDS = 400;
const LONGEST = 8_000;

/** The places a target points at, word by word, so that a command line counts for each thing it names. */
export function placesOf(target: string, lists: TargetLists = TARGET_CLASSES): ReadonlySet<Place> {
  return new Set(wordsOf(target).flatMap((word) => placesOfWord(word, lists)));
}

/** The words of a command line, path or URL with `~` written out and `..` resolved. */
export function wordsOf(target: string): string[] {
  const plain = target
    .slice(0, LONGEST)
    // What is not known stays part of its word: what follows it begins nowhere.
    .replaceAll(HOLE, '…')
    .replace(/\$\{?HOME\}?|~(?=[/"'\s]|$)/g, HOME)
    .replace(/file:\/\//g, '');
  const words = plain.split(/[\s;|&<>()"'`=,@{}]+/, MAX_WORDS);
  // A path may itself hold spaces; the whole target counts as one word as well.
  return [...new Set([plain.trim(), ...words])].filter((word) => word !== '').map(tidy);
}

/** Whether a path that is named leaves the folder of the root it begins in: `/usr/../etc`, not `/usr/share/../lib`. */
export function climbs(target: string): boolean {
  if (!target.includes('/../')) return false;
  const words = target.slice(0, LONGEST).split(/[\s;|&<>()"'`=,]+/, MAX_WORDS);
  return words.some((word) => word.startsWith('/') && rootOf(word) !== rootOf(posix.normalize(word)));
}

function rootOf(path: string): string | undefined {
  return path.split('/', 2)[1];
}

function tidy(word: string): string {
  return word.startsWith('/') && !word.startsWith('//')
    ? posix.normalize(word).replace(OWN_ROOT, '/')
    : word.replace(/^\/\/+/, '/');
}

function placesOfWord(word: string, lists: TargetLists): readonly Place[] {
  const shape = SHAPE_TABLE.find(([, pattern]) => pattern.test(word));
  if (shape !== undefined) return [shape[0]];
  const listed = classesOfWord(word, lists);
  if (listed.includes('metadata-address')) return listed;
  const address = ADDRESS_TABLE.find(([, pattern]) => pattern.test(word));
  if (address !== undefined) return [address[0], ...listed];
  if (listed.length > 0) return listed;
  if (/^(\/tmp|\/var\/tmp|\/dev\/shm)(\/|$)/.test(word)) return ['temporary'];
  return /^(\/work(\/|$)|\.{1,2}\/|[^/]+$)/.test(word) ? ['own-folder'] : [];
}
