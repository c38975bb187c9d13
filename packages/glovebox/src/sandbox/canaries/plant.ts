import type { Canary, CanaryReport } from '../../observe/canaries/canary.ts';
import { type Search, searchFor } from '../../observe/canaries/search.ts';
import type { Limits } from '../limits.ts';
import { FILES } from './files.ts';
import { VARIABLES } from './variables.ts';

/** Folder in which the decoys lie, in every backend. */
const HOME = '/home/user';

/** The decoys of one run: what is put where, and what a report says of it. */
export interface Planted {
  readonly canaries: readonly Canary[];
  readonly files: readonly { readonly path: string; readonly mode: number; readonly content: Uint8Array }[];
  /** Finds them, in whatever is given to it. */
  readonly search: Search;
  readonly omitted: CanaryReport['omitted'];
  /** What the files take of the writable places. */
  readonly diskBytes: number;
}

export interface Variable {
  readonly canary: Canary;
  /** `NAME=value`. */
  readonly variable: string;
}

/** Why a backend has no place for a kind of decoy. */
export type NoPlace = Partial<Record<Canary['kind'], string>>;

/** Below these a sample would find its own room taken. */
const LEAST = { diskBytes: 1024 * 1024, files: 200 };
const BLOCK = 4096;

/** Draws new variables: they are told before there is a sandbox, and the rest can be drawn while one is made. */
export function drawVariables(noPlace: NoPlace = {}): Variable[] {
  return noPlace.variable === undefined ? VARIABLES.map(variableCanary) : [];
}

/** Draws new decoys. No two runs have one in common. */
export function plantCanaries(
  limits: Limits,
  noPlace: NoPlace = {},
  variables: readonly Variable[] = drawVariables(noPlace),
): Planted {
  const tight =
    limits.diskBytes < LEAST.diskBytes || limits.files < LEAST.files
      ? 'the limits leave no room for them: they need 1 MiB of disk and 200 files'
      : undefined;
  const missing: NoPlace = { ...noPlace, ...(tight !== undefined && { file: noPlace.file ?? tight }) };
  const files = missing.file === undefined ? FILES.map(fileCanary) : [];
  const canaries = [...files, ...variables].map(({ canary }) => canary);
  return {
    canaries,
    search: searchFor(canaries),
    files: files.map(({ file }) => file),
    omitted: Object.entries(missing).map(([kind, reason]) => ({ kind: kind as Canary['kind'], reason })),
    diskBytes: files.reduce((sum, { file }) => sum + Math.ceil(file.content.length / BLOCK) * BLOCK, 0),
  };
}

function fileCanary({ name, path, mode, make, meantFor = [] }: (typeof FILES)[number]) {
  const { bytes, secrets } = make();
  const place = `${HOME}/${path}`;
  const canary: Canary = { name, kind: 'file', place, secrets: secrets.map(toSecret), meantFor };
  return { canary, file: { path: place, mode, content: toBytes(bytes) } };
}

function variableCanary({ name, value, meantFor }: (typeof VARIABLES)[number]): Variable {
  const drawn = value();
  const canary: Canary = { name: `$${name}`, kind: 'variable', place: name, secrets: [toSecret(drawn)], meantFor };
  return { canary, variable: `${name}=${drawn}` };
}

/** The end of a long one tells it as well as all of it, and costs less to look for. */
const LONGEST_SECRET = 48;

function toSecret(value: string | Uint8Array): Uint8Array {
  return toBytes(value).subarray(-LONGEST_SECRET);
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return Buffer.from(value as string);
}
