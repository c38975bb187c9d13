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
 * any characters but `/`, `**` for any. Hosts: `host` or `host:port`. Commands: `git` permits every command of that
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
export function actOn(capability: string, written: string): Act | undefined {
  const target = written.slice(0, LONGEST);
  if (capability === 'network.resolve' || capability === 'network.send' || capability === 'network.connect') {
    const host = hostOf(target);
    return host === undefined ? undefined : { capability: 'network.connect', target: host };
  }
  if (!isPermittable(capability)) return undefined;
  if (!FILES.has(capability)) return target === '' ? undefined : { capability, target };
  const path = pathOf(target);
  if (NOTHING.test(path) || (capability === 'file.read' && /^\.(\/|$)/.test(path))) return undefined;
  return { capability, target: path };
}

function isPermittable(capability: string): capability is Permittable {
  return (PERMITTABLE as readonly string[]).includes(capability);
}

/** As a policy writes it: the sample’s own folder and its home have short names. */
function pathOf(target: string): string {
  const path = posix.normalize(target.startsWith('/') || /^~(\/|$)/.test(target) ? target : `${FOLDER}/${target}`);
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
  return listed.some((pattern) => fits(FILES.has(capability) ? tidy(pattern) : pattern, target, FILES.has(capability)));
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

/** One word is a program, under any path; its arguments may be anything. */
function coversCommand(pattern: string, command: string): boolean {
  if (/\s/.test(pattern)) return fits(pattern, command, false);
  const [program = ''] = command.split(/\s/, 1);
  return fits(pattern, program, false) || (!pattern.includes('/') && fits(pattern, posix.basename(program), false));
}

/** Piece by piece and never back, so that no pattern costs more than its length times the text’s. */
export function fits(pattern: string, text: string, isPath: boolean): boolean {
  let states = new Set([0]);
  for (let at = 0; at <= text.length; at++) {
    for (const state of states) if (pattern[state] === '*') states.add(afterStars(pattern, state));
    if (at === text.length) break;
    const character = text[at] as string;
    const next = new Set<number>();
    for (const state of states) {
      if (pattern[state] === '*') {
        if (!isPath || character !== '/' || pattern[state + 1] === '*') next.add(state);
      } else if (pattern[state] === character) next.add(state + 1);
    }
    states = next;
    if (states.size === 0) return false;
  }
  return states.has(pattern.length);
}

function afterStars(pattern: string, state: number): number {
  let after = state;
  while (pattern[after] === '*') after++;
  return after;
}
