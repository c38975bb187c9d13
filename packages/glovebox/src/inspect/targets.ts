import { BlockList, isIP } from 'node:net';
import { ADDRESS_CLASSES, type AddressClass } from './targets/addresses.ts';
import { PATH_CLASSES, type PathClass } from './targets/paths.ts';

export type TargetClass = PathClass | AddressClass;

/** The list of every class; a policy adds to a list, takes from it, or replaces it. */
export type TargetLists = Readonly<Record<TargetClass, readonly string[]>>;

export const TARGET_CLASSES: TargetLists = { ...PATH_CLASSES, ...ADDRESS_CLASSES };

/** Public halves of keys, lists of known hosts and templates without values give nothing away; git runs no `.sample`. */
const HARMLESS = /\.pub$|\/known_hosts$|\/\.ssh\/config$|\.env\.(example|sample|template)$|\/hooks\/[\w-]+\.sample$/;

const MOST_WORDS = 200;
const LONGEST_WORD = 8_000;
/** What expressions are matched against: a path of a system is no longer, once `..` is resolved, than a few hundred. */
const LONGEST_PATH = 600;
const LONGEST_HOST = 253;

/** The classes of everything a target names, word by word, so that a list of paths counts for each. */
export function classesOf(target: string, lists: TargetLists = TARGET_CLASSES): ReadonlySet<TargetClass> {
  const words = new Set([target, ...target.split(/\s+/, MOST_WORDS)]);
  return new Set([...words].flatMap((word) => classesOfWord(word, lists)));
}

/**
 * The classes of one path, address or URL as it is written: `~/.bashrc`, `$HOME/.ssh/id_rsa`, `http://10.0.0.1/x`. A path
 * has one at most, an address may have several; `credentials.json` may be either, and is looked at as both.
 */
export function classesOfWord(word: string, lists: TargetLists = TARGET_CLASSES): readonly TargetClass[] {
  const trimmed = word.slice(0, LONGEST_WORD).trim();
  const { paths, addresses } = matchersOf(lists);
  const address = addressOf(trimmed);
  const found: TargetClass[] = [];
  if (address?.isCertain !== true) {
    const path = normalize(trimmed).slice(0, LONGEST_PATH);
    const named = HARMLESS.test(path) ? undefined : paths.find(([, pattern]) => pattern.test(path));
    if (named !== undefined) found.push(named[0]);
  }
  if (address !== undefined) for (const [name, match] of addresses) if (match(address)) found.push(name);
  return found;
}

/** Whether what is at a target is kept from others: keys, password hashes, settings with keys, the inside of a process. */
export function holdsSecret(target: string): boolean {
  const classes = classesOf(target);
  return SECRETS.some((name) => classes.has(name));
}

const SECRETS = [
  'credential-store',
  'password-store',
  'project-secret',
  'process-internals',
] as const satisfies TargetClass[];

/** Whether what is written to a target is run again later. */
export function outlives(target: string): boolean {
  const classes = classesOf(target);
  return OUTLIVING.some((name) => classes.has(name));
}

const OUTLIVING = ['shell-profile', 'schedule', 'authorized-keys'] as const satisfies TargetClass[];

interface Address {
  /** In lower case, without brackets. */
  readonly host: string;
  readonly path: string;
  /** A URL, a number, or a name with a port; another name with a dot in it may be a file. */
  readonly isCertain: boolean;
}

function addressOf(word: string): Address | undefined {
  const url = /^[a-z][\w+.-]{0,20}:\/\/(?:[^/@\s]*@)?(\[[^\]]*\]|[^/:?#\s]+)(?::\d+)?([^?#\s]*)/i.exec(word);
  if (url !== null) {
    if (/^file:/i.test(word)) return undefined;
    return { host: bare(url[1] ?? ''), path: (url[2] ?? '').slice(0, LONGEST_PATH), isCertain: true };
  }
  const plain = /^(\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)+)(:\d+)?(\/[^?#\s]*)?$/i.exec(word);
  if (plain === null) return isBareNumber(word) ? { host: word.toLowerCase(), path: '', isCertain: true } : undefined;
  const host = bare(plain[1] ?? '');
  const isCertain = plain[2] !== undefined || isIP(host) !== 0;
  return { host, path: (plain[3] ?? '').slice(0, LONGEST_PATH), isCertain };
}

function isBareNumber(word: string): boolean {
  return word.includes(':') && isIP(word) !== 0;
}

function bare(host: string): string {
  return host.replace(/[[\]]/g, '').toLowerCase().slice(0, LONGEST_HOST);
}

/** What a process has as its own root is the root: `/proc/self/root/etc/shadow`. */
export const OWN_ROOT = /^(?:\/proc\/(?:self|thread-self)\/root)+\/(?=.)/;

/** Separators of one kind, no quotes around it, `..` resolved. */
function normalize(target: string): string {
  const plain = target
    .replace(/^file:\/\//, '')
    .replace(/^["']|["']$/g, '')
    .replaceAll('\\', '/');
  return plain.startsWith('/') ? resolveDots(plain).replace(OWN_ROOT, '/') : plain;
}

function resolveDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

interface Matchers {
  readonly paths: readonly (readonly [PathClass, RegExp])[];
  readonly addresses: readonly (readonly [AddressClass, (address: Address) => boolean])[];
}

/** Classes by the ending of a name, which files have as well. */
const UNCERTAIN: ReadonlySet<AddressClass> = new Set(['abused-domain']);

const compiled = new WeakMap<TargetLists, Matchers>();

function matchersOf(lists: TargetLists): Matchers {
  const known = compiled.get(lists);
  if (known !== undefined) return known;
  const made: Matchers = {
    paths: namesOf(PATH_CLASSES).map((name) => [name, anyOf(lists[name].map(pathExpression))]),
    addresses: namesOf(ADDRESS_CLASSES).map((name) => [name, addressMatcher(lists[name], UNCERTAIN.has(name))]),
  };
  compiled.set(lists, made);
  return made;
}

function namesOf<Name extends string>(classes: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(classes) as Name[];
}

function anyOf(expressions: readonly string[]): RegExp {
  return expressions.length === 0 ? /(?!)/ : new RegExp(expressions.join('|'), 'i');
}

function pathExpression(place: string): string {
  const body = globExpression(place.replace(/^~\//, ''), '[^/]*');
  return place.startsWith('~/') ? `(?:^|/)${body}/?$` : `^${body}$`;
}

const NETWORK = /^(.+)\/(\d{1,3})$/;

function addressMatcher(entries: readonly string[], needsCertainty: boolean): (address: Address) => boolean {
  const networks = new BlockList();
  const names: string[] = [];
  for (const entry of entries) {
    const [, network = '', bits] = NETWORK.exec(entry) ?? [];
    if (isIP(network) === 0) names.push(hostExpression(entry));
    else networks.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  const pattern = anyOf(names);
  return ({ host, path, isCertain }) => {
    if (needsCertainty && !isCertain) return false;
    const version = isIP(host);
    if (version !== 0) return networks.check(host, version === 6 ? 'ipv6' : 'ipv4');
    return pattern.test(`${host}${path}`);
  };
}

function hostExpression(entry: string): string {
  const [host = '', ...path] = entry.split('/');
  const rest = path.length === 0 ? '(?:/.*)?' : globExpression(`/${path.join('/')}`, '[^/]*');
  return `^${globExpression(host, '[^/]*')}${rest}$`;
}

function globExpression(glob: string, part: string): string {
  return glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : part));
}
