import type { Hint } from './hint.ts';
import type { Meaning } from './kernel.ts';
import type { SystemCall } from './message.ts';

type Spoken = Extract<Hint, { kind: 'hint' }>;

/** A hint with its target as it is compared, worked out once: whoever writes it may be compared with it many thousand times. */
export interface Said {
  readonly hint: Spoken;
  /** No `./` before it, no `/` after it. */
  readonly tidy: string;
  /** By its text alone: `/a/./b/../c` is `/a/c`. */
  readonly plain: string;
  /** What an absolute path ends with that the relative one means; empty for an absolute one. */
  readonly ending: string;
  /** Where something is moved or copied from. */
  readonly from?: string;
}

export function saidOf(hint: Spoken): Said {
  const tidy = tidyTarget(hint.target);
  const ending = tidy.startsWith('/') || tidy === '' ? '' : `/${tidy.replace(/^(?:\.\.\/)+/, '')}`;
  const { from } = hint.values;
  return { hint, tidy, plain: plain(tidy), ending, ...(from !== undefined && { from: tidyTarget(from) }) };
}

/** How well a hint speaks of a fact: of the very thing; of what it is part of; only perhaps; not at all. */
export const SPEAKS = { exactly: 3, closely: 2, perhaps: 1, never: 0 } as const;
export type Speaks = (typeof SPEAKS)[keyof typeof SPEAKS];

function tidyTarget(target: string): string {
  return target.replace(/^(?:\.\/)+/, '').replace(/\/{1,9}$/, '');
}

export function speaksOf(said: Said, call: SystemCall, meaning: Meaning): Speaks {
  const [area] = meaning.capability.split('.');
  switch (area) {
    case 'file':
    case 'secret':
      return ofFile(said, call, meaning);
    case 'network':
      if (!said.hint.capability.startsWith('network.')) return SPEAKS.never;
      // What is written to a connection is told when it is, which may be before there is one: it opens none.
      if (said.hint.values.data !== undefined && meaning.capability !== 'network.send') return SPEAKS.perhaps;
      return ofNetwork(said.hint.target, call, meaning);
    default:
      return said.hint.capability === meaning.capability ? SPEAKS.exactly : SPEAKS.never;
  }
}

function ofFile(said: Said, call: SystemCall, meaning: Meaning): Speaks {
  const { hint, tidy, from } = said;
  const kind = kindOf(meaning.capability);
  // Looking for a module lists the folders it could be in and reads it.
  if (hint.capability === 'code.import') return kind === 'file.read' ? SPEAKS.perhaps : SPEAKS.never;
  const paths = [call.path ?? '', call.to ?? ''].filter((path) => path !== '');
  // A library that is loaded is read as a file.
  if (hint.capability === 'code.native')
    return kind === 'file.read' && paths.some((path) => isSame(said, path)) ? SPEAKS.exactly : SPEAKS.never;
  // What is moved or copied is read where it comes from.
  if (from !== undefined && hint.capability === 'file.write' && kind === 'file.read')
    return paths.some((path) => isWithin(from, path)) ? SPEAKS.closely : SPEAKS.never;
  // A database keeps files beside its own: `a.db-journal`. What is done to them follows from opening it.
  if (tidy.startsWith('/') && paths.some((path) => goesOn(path, tidy, '-'))) return SPEAKS.closely;
  // A copy takes the permissions along.
  const takesAlong = hint.capability === 'file.write' && kind === 'file.permission';
  if (hint.capability !== kind && !takesAlong) return SPEAKS.never;
  if (paths.some((path) => isSame(said, path))) return takesAlong ? SPEAKS.closely : SPEAKS.exactly;
  if (hint.operation.includes('mkdtemp') && paths.some((path) => isDrawn(tidy, path))) return SPEAKS.exactly;
  return paths.some((path) => isWithin(tidy, path) || goesOn(tidy, path, '/')) ? SPEAKS.closely : SPEAKS.never;
}

/** A secret is a file that is read; the word is chosen by what is in it. */
function kindOf(capability: string): string {
  return capability === 'secret.read' ? 'file.read' : capability;
}

/** Hints carry paths as the program wrote them, facts carry them absolute. */
function isSame({ tidy, plain, ending }: Said, seen: string): boolean {
  if (tidy === '') return false;
  return seen === tidy || (ending !== '' && seen.endsWith(ending)) || seen === plain;
}

function plain(path: string): string {
  if (!/\/\.{0,2}(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function isWithin(folder: string, path: string): boolean {
  return folder !== '' && (path === folder || goesOn(path, folder, '/'));
}

/** Whether the text begins with another and goes on with one character. */
function goesOn(text: string, start: string, letter: string): boolean {
  return text[start.length] === letter && text.startsWith(start);
}

/** A name of chance is the one said and six letters more. */
function isDrawn(said: string, seen: string): boolean {
  return seen.startsWith(said) && seen.length - said.length <= 8 && !seen.slice(said.length).includes('/');
}

/** A name is resolved on the way to a connection: one hint is followed by several calls, and some name nothing that was said. */
function ofNetwork(target: string, call: SystemCall, meaning: Meaning): Speaks {
  if (meaning.capability === 'network.resolve')
    return hostOf(target) === meaning.target.toLowerCase() ? SPEAKS.exactly : SPEAKS.perhaps;
  if (call.family === 'unix') return target === `unix:${call.address}` ? SPEAKS.exactly : SPEAKS.perhaps;
  if (portOf(target) !== call.port) return SPEAKS.perhaps;
  return hostOf(target) === call.address ? SPEAKS.exactly : SPEAKS.closely;
}

const ENDPOINT = /^(?:([a-z]{2,8}):\/\/)?(?:[^/@]{0,200}@)?(\[[0-9a-f:.]{2,50}\]|[^/:?#]{1,260})(?::(\d{1,5}))?/i;
const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ws: 80, wss: 443 };

function hostOf(target: string): string | undefined {
  return ENDPOINT.exec(target)?.[2]
    ?.replace(/^\[|\]$/g, '')
    .toLowerCase();
}

function portOf(target: string): number | undefined {
  const [, scheme = '', , port] = ENDPOINT.exec(target) ?? [];
  return port === undefined ? PORTS[scheme.toLowerCase()] : Number(port);
}

/** How well what was said to be started is what was started. */
export function speaksOfProgram(target: string, argv: readonly string[], path: string): Speaks {
  if (argv.length === 0) return SPEAKS.perhaps;
  const line = argv.join(' ');
  if (target === line) return SPEAKS.exactly;
  const last = argv.at(-1) ?? '';
  // A shell is given the command as its last word.
  if (argv.length > 1 && (last === target || target.endsWith(` ${last}`))) return SPEAKS.exactly;
  const [first = ''] = target.split(' ', 1);
  return first !== '' && (first === argv[0] || first === path || path.endsWith(`/${first}`))
    ? SPEAKS.closely
    : SPEAKS.perhaps;
}
