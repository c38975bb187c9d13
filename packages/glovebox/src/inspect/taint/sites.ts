import type { Mark, MarkKind } from '../marks/mark.ts';
import type { Site, SourceKind } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { holdsSecret } from '../targets.ts';
import type { Origin } from './graph.ts';

/** The sites of a sample by the place they stand at. Those inside of code that is data are left out: their place is another one's. */
export class SiteIndex {
  readonly #byPlace = new Map<string, Site[]>();

  readonly #marked = new Map<string, Site[]>();

  constructor(sites: readonly Site[], marks: readonly Mark[] = []) {
    marks.forEach((mark, index) => {
      if (!isEnd(mark)) return;
      const place = `${mark.span.join(':')}:${mark.file}`;
      this.#marked.set(place, [...(this.#marked.get(place) ?? []), asEnd(mark, index + 1)]);
    });
    for (const site of sites) {
      if (site.inner !== undefined || site.capability === 'code.import') continue;
      const place = `${site.line}:${site.column}:${site.file}`;
      const known = this.#byPlace.get(place);
      if (known === undefined) this.#byPlace.set(place, [site]);
      else known.push(site);
    }
  }

  at(file: string, node: SyntaxNode): readonly Site[] {
    return this.#byPlace.get(`${node.row + 1}:${node.column + 1}:${file}`) ?? [];
  }

  /** Marks of a call that are a weakness for what it is given. */
  markedAt(file: string, node: SyntaxNode): readonly Site[] {
    return this.#marked.size === 0 ? [] : (this.#marked.get(`${node.start}:${node.end}:${file}`) ?? []);
  }
}

/** What input must not reach, though it uses no capability: a statement, a page, a document, an address to go to. */
const ENDS: ReadonlySet<MarkKind> = new Set([
  'built-sql',
  'unescaped-template',
  'template-source',
  'xml-entities',
  'xml-parser',
  'redirect',
  'named-file',
]);

export function isEnd({ kind }: Mark): boolean {
  return ENDS.has(kind);
}

/** A mark in the shape that data is followed to: what it reads as code is what it is given first. */
function asEnd({ kind, file, line }: Mark, number: number): Site {
  const capability = kind === 'named-file' ? 'file.read' : 'code.eval';
  return { id: `mark:${number}`, capability, callee: kind, file, line, column: 1, endLine: line };
}

const SECRET_NAME =
  /secret|passw|passphrase|token|api_?key|access_?key|private_?key|signing_?key|encryption_?key|credential|auth_?key|_pat$|session_?key/i;

/** What a site gives the program, where that is worth following. */
export function originOf(site: Site): Origin | undefined {
  const { capability, callee, target } = site;
  switch (capability) {
    case 'secret.read':
      return { kind: 'secret', source: target ?? callee };
    case 'environment.read':
      return environmentOrigin(target);
    case 'file.read':
      return fileOrigin(target);
    case 'network.connect':
    case 'network.send':
      return { kind: 'network-reply', source: target ?? callee };
    case 'process.spawn':
    case 'code.eval':
      return commandOrigin(target);
    case 'clock.read':
      return { kind: 'clock', source: callee };
    case 'system.probe':
      return probeOrigin(callee);
    default:
      return undefined;
  }
}

export function environmentOrigin(target: string | undefined): Origin {
  if (target === undefined) return { kind: 'environment', source: 'a variable' };
  return { kind: SECRET_NAME.test(target) ? 'secret' : 'environment', source: target };
}

/** A file that is no part of the program: absolute, or of a home. */
export function fileOrigin(target: string | undefined): Origin | undefined {
  if (target === undefined) return undefined;
  const words = target.split(/\s+/, 50);
  const named = words.find(holdsSecret);
  if (named !== undefined) return { kind: 'secret', source: named };
  const outside = words.find((word) => OUTSIDE.test(word) && !HARMLESS.test(word) && !PUBLIC.test(word));
  return outside === undefined ? undefined : { kind: 'outside-file', source: outside };
}

const OUTSIDE = /^(\/|~|\.\.\/|[A-Za-z]:[\\/]|file:\/)/;
/** Public halves of keys are meant to be given away. */
const PUBLIC = /\.pub$|\/known_hosts$/;
/** Devices, scratch files, and what every program reads to know the machine it is on. */
const HARMLESS =
  /^\/(dev\/(null|zero|u?random|stdin|stdout|stderr|tty|fd\/\d+)|tmp|var\/tmp|work|usr\/share\/(dict|zoneinfo))(\/|$)/;

/** What a command prints that is run by its line. */
export function commandOrigin(line: string | undefined): Origin | undefined {
  if (line === undefined) return undefined;
  const [program = ''] = line.trim().split(/\s+/, 1);
  const name = program.slice(program.lastIndexOf('/') + 1);
  const known = Object.hasOwn(PRINTS, name) ? PRINTS[name] : undefined;
  if (known !== undefined) return { kind: known, source: known === 'environment' ? '*' : line.trim() };
  return READERS.test(name) ? fileOrigin(line) : undefined;
}

const PRINTS: Readonly<Record<string, SourceKind>> = {
  env: 'environment',
  printenv: 'environment',
  hostname: 'host-name',
  uname: 'host-name',
  whoami: 'user-name',
  id: 'user-name',
  logname: 'user-name',
  curl: 'network-reply',
  wget: 'network-reply',
  date: 'clock',
};
const READERS =
  /^(cat|tac|head|tail|less|more|grep|awk|sed|base64|xxd|od|strings|tar|zip|gzip|cut|sort|openssl|cp|dd|find)$/;

function probeOrigin(callee: string): Origin | undefined {
  if (/(hostname|\.node|uname|getfqdn|networkInterfaces|machine-?id\w*|getnode)$/i.test(callee))
    return { kind: 'host-name', source: callee };
  if (/(getuser|getlogin|userInfo|getpwuid|getuid|geteuid|whoami|\bid|logname)$/.test(callee))
    return { kind: 'user-name', source: callee };
  return undefined;
}
