import { posix } from 'node:path';

/** What a policy can list targets for. */
export const PERMITTABLE = [
  'file.read',
  'file.write',
  'file.delete',
  'file.permission',
  'secret.read',
  'network.connect',
  'network.listen',
  'process.spawn',
  'environment.read',
] as const;
export type Permittable = (typeof PERMITTABLE)[number];

/**
 * Targets by what may be done to them. Paths: `./x` lies in the sample’s folder, `~/x` in its home, `*` stands for
 * any characters but `/`, `**` for any, `?` for one; `\\*` is a star; `./x/**` covers `./x` as well. Hosts: `host` or `host:port`. Commands: `git` permits every command of that
 * program, several words that command line alone. Names of variables as they are; `*` stands for any characters.
 */
export type Permits = { readonly [Capability in Permittable]?: readonly string[] };

/** Something that was done, in the words of a policy. */
export interface Act {
  readonly capability: Permittable;
  readonly target: string;
}

const FILES: ReadonlySet<string> = new Set([
  'file.read',
  'file.write',
  'file.delete',
  'file.permission',
  'secret.read',
]);
const HOME = '/home/user';
const FOLDER = '/work';
/** Nothing is there to be read or lost. */
const NOTHING = /^\/dev\/(null|zero|full|random|urandom|tty|std(in|out|err)|fd(\/\d+)?)$/;
const LONGEST = 4_000;

/**
 * What is done to a target, however it is written: a path of the sandbox, a URL, `host:port`, a command line. Undefined
 * where a policy has no word for it, or none is needed.
 */
export function actOn(capability: string, written: string, executed?: string): Act | undefined {
  const target = written.slice(0, LONGEST);
  if (capability === 'network.resolve' || capability === 'network.send' || capability === 'network.connect') {
    const host = hostOf(target);
    return host === undefined ? undefined : { capability: 'network.connect', target: host };
  }
  if (!isPermittable(capability)) return undefined;
  if (capability === 'process.spawn' && executed !== undefined)
    return { capability, target: commandOf(target, executed) };
  if (!FILES.has(capability)) return target === '' ? undefined : { capability, target };
  const path = pathOf(target);
  if (NOTHING.test(path) || (capability === 'file.read' && /^\.(\/|$)/.test(path))) return undefined;
  return { capability, target: path };
}

/** A program may be given any name to go by: it goes by the file that was executed, one of the system's by its name. */
function commandOf(command: string, executed: string): string {
  const [word = ''] = command.split(' ', 1);
  const isSystem = SYSTEM.test(posix.normalize(executed));
  if (isSystem && posix.basename(word) === posix.basename(executed)) return command;
  return `${isSystem ? posix.basename(executed) : pathOf(executed)}${command.slice(word.length)}`;
}

const SYSTEM = /^(\/usr(\/local)?)?\/s?bin\/[^/]+$/;

function isPermittable(capability: string): capability is Permittable {
  return (PERMITTABLE as readonly string[]).includes(capability);
}

/** As a policy writes it: the sample’s own folder and its home have short names. */
function pathOf(target: string): string {
  const whole = posix.normalize(target.startsWith('/') || /^~(\/|$)/.test(target) ? target : `${FOLDER}/${target}`);
  const path = whole.length > 1 ? whole.replace(/\/$/, '') : whole;
  if (path === FOLDER || path.startsWith(`${FOLDER}/`)) return `.${path.slice(FOLDER.length)}`;
  if (path === HOME || path.startsWith(`${HOME}/`)) return `~${path.slice(HOME.length)}`;
  return path;
}

/** `host:port` of a URL or an address, the port where it is known; undefined for a socket that is a file. */
function hostOf(target: string): string | undefined {
  const url = /^(?:[A-Z]+ )?([a-z][a-z0-9+.-]*):\/\/(?:[^\s/@]*@)?(\[[0-9a-f:.]+\]|[^\s/:?#]+)(?::(\d+))?/i.exec(
    target,
  );
  if (url !== null) {
    const [, scheme = '', host = '', port] = url;
    const known = port ?? PORTS[scheme.toLowerCase()];
    return known === undefined ? host.toLowerCase() : `${host.toLowerCase()}:${known}`;
  }
  if (target.startsWith('unix:') || target === '' || /\s/.test(target)) return undefined;
  return target.toLowerCase();
}

const PORTS: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
  ws: '80',
  wss: '443',
  ftp: '21',
  ssh: '22',
  git: '9418',
};

/** Whether the policy lists it. */
export function isPermitted(permits: Permits, { capability, target }: Act): boolean {
  const listed = permits[capability] ?? [];
  if (capability === 'network.connect') return listed.some((pattern) => coversHost(pattern.toLowerCase(), target));
  if (capability === 'process.spawn') return listed.some((pattern) => coversCommand(pattern, target));
  if (!FILES.has(capability)) return listed.some((pattern) => fits(pattern, target, false));
  return listed.some((pattern) => coversPath(tidy(pattern), target));
}

/** Whoever may do it to everything in a folder may do it to the folder. */
function coversPath(pattern: string, target: string): boolean {
  return fits(pattern, target, true) || (pattern.endsWith('/**') && fits(pattern.slice(0, -3), target, true));
}

/** Whether a pattern names nothing in particular: it restricts nothing, and it accepts nothing either. */
export function isWholesale(pattern: string): boolean {
  return /^(~?[*?/]+|[*?]+:[\d*?]+)$/.test(pattern);
}

function tidy(pattern: string): string {
  return /^(\/|~|\.(\/|$)|\*)/.test(pattern) ? pattern : `./${pattern}`;
}

/** A name that is asked for has no port yet. */
function coversHost(pattern: string, target: string): boolean {
  if (fits(pattern, target, false)) return true;
  const [host, port] = splitPort(pattern);
  const [name, at] = splitPort(target);
  return (port === undefined || at === undefined) && fits(host, name, false);
}

function splitPort(text: string): [string, string | undefined] {
  const found = /^(\[.*\]|[^:]*):(\d+|\*)$/.exec(text);
  return found === null ? [text, undefined] : [found[1] ?? '', found[2]];
}

/** One word is a program of the system's; its arguments may be anything. */
function coversCommand(pattern: string, command: string): boolean {
  if (/\s/.test(pattern)) return fits(pattern, command, false);
  const [program = ''] = command.split(/\s/, 1);
  if (fits(pattern, program, false)) return true;
  return !pattern.includes('/') && SYSTEM.test(program) && fits(pattern, posix.basename(program), false);
}

/** A part of a pattern: text as it is, or what stands for other characters. */
type Piece = { readonly is: string } | 'one' | 'any' | 'all';

/** State by state and never back, so that no pattern costs more than its length times the text’s. */
function fits(pattern: string, text: string, isPath: boolean): boolean {
  const pieces = piecesOf(pattern, isPath);
  let states = closed(pieces, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const state of states) {
      const piece = pieces[state];
      if (piece === undefined) continue;
      if (piece === 'all' || (piece === 'any' && character !== '/')) next.push(state);
      else if (piece === 'one' ? character !== '/' : typeof piece === 'object' && piece.is === character)
        next.push(state + 1);
    }
    if (next.length === 0) return false;
    states = closed(pieces, next);
  }
  return states.has(pieces.length);
}

/** With the states that nothing need be read for: a star may stand for nothing. */
function closed(pieces: readonly Piece[], states: readonly number[]): ReadonlySet<number> {
  const all = new Set(states);
  for (const state of all) if (pieces[state] === 'any' || pieces[state] === 'all') all.add(state + 1);
  return all;
}

const cache = new Map<string, readonly Piece[]>();

function piecesOf(pattern: string, isPath: boolean): readonly Piece[] {
  const key = `${isPath} ${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const pieces = [...pattern.matchAll(/\\(.)|(\*+)|(\?)|(.)/gsu)].map(([, plain, stars, one, other]): Piece => {
    if (stars !== undefined) return isPath && stars.length === 1 ? 'any' : 'all';
    return one === undefined ? { is: plain ?? other ?? '' } : 'one';
  });
  if (cache.size > 10_000) cache.clear();
  cache.set(key, pieces);
  return pieces;
}

/** Text as a pattern that it alone fits. */
export function literally(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}
