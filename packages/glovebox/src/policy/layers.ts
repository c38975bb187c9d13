import { posix } from 'node:path';
import type { Layer, Said } from './layer.ts';
import { isPreset, PRESET_NAMES, PRESETS, type PresetName } from './presets.ts';
import { diskReader, type PolicyReader } from './reader.ts';
import { type PolicyFile, type PolicyPart, policyFileSchema } from './schema.ts';
import { invalid, MAX_POLICY_BYTES, parseWritten, type Written } from './written.ts';

/** Files one after the other that each extend the next. */
const DEEPEST = 10;
/** Files in all: twenty that extend twenty each are many at once. */
const MOST_FILES = 50;

/** A policy file as it stands, and the layers it is made of, in the order they are laid. */
export interface Stack {
  readonly layers: readonly Layer[];
  /** The file itself; absent for a preset. */
  readonly written?: Written<PolicyFile>;
}

/** A policy file with all it extends. Throws `policy-invalid` with file and line. */
export async function stackOf(reader: PolicyReader, path: string, text: string): Promise<Stack> {
  const written = parseWritten(path, text, policyFileSchema);
  const reading = { reader, left: MOST_FILES };
  return { written, layers: await layersOf(written, reading, [path]) };
}

export function stackOfPreset(name: PresetName): Stack {
  return { layers: [presetLayer(name, [])] };
}

interface Reading {
  readonly reader: PolicyReader;
  /** Files that may still be read. */
  left: number;
}

/** What is extended comes first, then the file's own keys, then its sections. */
async function layersOf(
  { path, value, lineOf }: Written<PolicyFile>,
  reading: Reading,
  stack: readonly string[],
  globs: readonly string[] = [],
): Promise<Layer[]> {
  const { paths = {}, tests: _, authors, ...top } = value;
  const extended = await extendedBy(top, reading, stack, { path, globs, lineOf });
  const kept = top.replace?.includes('paths')
    ? extended.filter((layer) => layer.globs.length === globs.length)
    : extended;
  const own: Layer = {
    from: path,
    globs,
    said: { ...saidBy(path, top, reading.reader), ...(authors && { authors }) },
    lineOf,
  };
  const layers = [...kept, own];
  for (const [glob, part] of Object.entries(paths)) {
    const within = (where: readonly PropertyKey[]) => lineOf(['paths', glob, ...where]);
    const below = [...globs, glob];
    layers.push(...(await extendedBy(part, reading, stack, { path, globs: below, lineOf: within })), {
      from: path,
      globs: below,
      said: saidBy(path, part, reading.reader),
      lineOf: within,
    });
  }
  return layers;
}

interface Extending extends Pick<Layer, 'globs' | 'lineOf'> {
  readonly path: string;
}

async function extendedBy(
  { extends: names = [] }: PolicyPart,
  reading: Reading,
  stack: readonly string[],
  where: Extending,
): Promise<Layer[]> {
  const layers: Layer[] = [];
  const isList = Array.isArray(names);
  for (const [index, name] of (isList ? names : [names]).entries()) {
    const at = `${where.path}:${where.lineOf(isList ? ['extends', index] : ['extends']) ?? 1}`;
    if (isPreset(name)) layers.push(presetLayer(name, where.globs));
    else layers.push(...(await fileExtended(name, at, reading, stack, where)));
  }
  return layers;
}

async function fileExtended(
  name: string,
  at: string,
  reading: Reading,
  stack: readonly string[],
  { path, globs }: Extending,
): Promise<Layer[]> {
  const remedy = `Name a file relative to this one, or one of ${PRESET_NAMES.join(', ')}.`;
  const file = beside(path, name, reading.reader);
  if (file === undefined) throw invalid(`${at}: extends names ${name}, which is outside of what is read`, remedy);
  if (stack.includes(file))
    throw invalid(`${at}: extends goes in a circle: ${[...stack, file].join(' → ')}`, 'Break it.');
  if (stack.length >= DEEPEST) throw invalid(`${at}: more than ${DEEPEST} files extend one another`, 'Extend fewer.');
  if (reading.left-- <= 0) throw invalid(`${at}: more than ${MOST_FILES} files are extended`, 'Extend fewer.');
  const text = await reading.reader.read(file, MAX_POLICY_BYTES);
  if (text === undefined) throw invalid(`${at}: extends names ${name}, which is neither a preset nor a file`, remedy);
  return layersOf(parseWritten(file, text, policyFileSchema), reading, [...stack, file], globs);
}

/** A path that a file names. Where files are no disk's, there is nothing outside of their root. */
function beside(path: string, name: string, reader: PolicyReader): string | undefined {
  if (reader === diskReader) return posix.isAbsolute(name) ? name : posix.join(posix.dirname(path), name);
  const file = posix.join(posix.dirname(path), name);
  return posix.isAbsolute(name) || file.startsWith('../') ? undefined : file;
}

function presetLayer(name: PresetName, globs: readonly string[]): Layer {
  return { from: `preset ${name}`, globs, said: PRESETS[name].part, lineOf: () => undefined };
}

/** A part without what it extends, its files' paths from here. */
function saidBy(path: string, { extends: _, ...part }: PolicyPart, reader: PolicyReader): Said {
  const { network } = part;
  if (network === undefined || typeof network === 'string') return part;
  const whole = (file: string) => beside(path, file, reader) ?? file;
  return {
    ...part,
    network: {
      ...network,
      ...(network.file !== undefined && { file: whole(network.file) }),
      ...(network.replies !== undefined && {
        replies: network.replies.map((reply) =>
          reply.file === undefined ? reply : { ...reply, file: whole(reply.file) },
        ),
      }),
    },
  };
}
