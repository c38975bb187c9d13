import type { Source } from '../event.ts';
import type { Channel } from './canary.ts';

/** Something that left the program, or was put where it can leave. */
export interface Observation {
  readonly channel: Channel;
  /** Where to: `93.184.216.34:80`, a name that was asked for, a URL, a path, a program. */
  readonly place: string;
  readonly bytes: Uint8Array;
  /** What of it may each carry a part of something, by name: the address of a request, a header of it, its body. */
  readonly sections?: Readonly<Record<string, Uint8Array>>;
  /** By an agent: what the kernel saw besides is the same once more. */
  readonly told?: true;
  /** Of a whole connection: the host it went to, by name and by address. Its line is where it was made. */
  readonly connectedTo?: readonly string[];
  /** A shell connected, and writes as to a file: only its own commands say at which line. */
  readonly byShell?: true;
  /** A command of a shell that sends nothing by itself: no leak, but a line. */
  readonly handled?: true;
  /** The event that says so; none for what is seen at the end alone. */
  readonly event?: string;
  readonly source?: Source;
}

/** Those that could carry parts of one thing, in order; `place` names them all. */
export interface Together {
  readonly channel: Channel;
  readonly place: string;
  readonly parts: readonly Observation[];
}

/** What went to one place in several sends. */
export function together(observations: readonly Observation[]): Together[] {
  const groups = Map.groupBy(
    observations.filter(({ channel, handled }) => channel !== 'file' && handled !== true),
    (observation) => `${observation.channel} ${observation.told === true} ${destinationOf(observation)}`,
  );
  return [...groups.values()].flatMap((all) => {
    const parts = all[0]?.channel === 'network' ? all : withoutRepetition(all);
    const [first] = parts;
    if (first === undefined || parts.length < 2) return [];
    const place = destinationOf(first);
    return [parts, ...bySection(parts)].map((group) => ({ channel: first.channel, place, parts: group }));
  });
}

const MOST_HANDLED = 400;

/** What a shell did last, and what it did again and again at one line. */
export function handledBy(observations: readonly Observation[]): Together[] {
  const last = observations.filter(({ handled }) => handled === true).slice(-MOST_HANDLED);
  const lines = Map.groupBy(last, ({ source }) => `${source?.file}:${source?.line}`);
  return [...last.map((one) => [one]), ...lines.values()].map((parts) => ({ channel: 'argv', place: '', parts }));
}

const MOST_SECTIONS = 40;

/** The same header, or the bodies, of all of them: parts in one are lost among what stands in the others. */
function bySection(all: readonly Observation[]): Observation[][] {
  const names = new Set(all.slice(0, MOST_SECTIONS).flatMap(({ sections = {} }) => Object.keys(sections)));
  return [...names].slice(0, MOST_SECTIONS).flatMap((name) => {
    const parts = all.flatMap((one) => {
      const bytes = one.sections?.[name];
      return bytes === undefined || bytes.length === 0 ? [] : [{ ...one, bytes }];
    });
    const different = new Set(parts.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))).size;
    return different < 2 ? [] : [parts];
  });
}

/** An action is seen by several observers, and a name is asked for once for each kind of address. */
function withoutRepetition(parts: readonly Observation[]): Observation[] {
  const met = new Set<string>();
  return parts.filter(({ bytes }) => {
    const text = Buffer.from(bytes).toString('latin1').toLowerCase();
    return !met.has(text) && met.add(text);
  });
}

/** What stays the same from one send to the next. */
function destinationOf({ channel, place }: Observation): string {
  if (channel === 'dns') return place.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.');
  if (channel === 'url' || channel === 'http') return /^[a-z][\w+.-]*:\/\/([^/?#]*)/i.exec(place)?.[1] ?? place;
  if (channel === 'file-name') return place.replace(/[^/]*$/, '');
  return place;
}

/** What one observation may carry: the labels of a name are parts of one text. */
export function textsOf({ channel, bytes }: Observation): Uint8Array[] {
  if (channel !== 'dns') return [bytes];
  return [bytes, latin1(carriedBy(channel, Buffer.from(bytes).toString('latin1')).replaceAll('.', ''))];
}

/** A way of putting parts together again. */
export interface Stitched {
  readonly bytes: Buffer;
  /** Where each part begins in them. */
  readonly starts: readonly number[];
}

/**
 * The parts behind one another: as they are, without what all of them have around it, the longest word of each, as a number or a
 * name may stand before what is carried, and each column of words, where all have as many.
 */
export function stitchings({ channel, parts }: Together): Stitched[] {
  const plain = parts.map(({ bytes }) => Buffer.from(bytes));
  if (channel === 'stdout' || channel === 'stderr') return [joined(plain)];
  const texts = plain.map((bytes) => carriedBy(channel, bytes.toString('latin1')));
  const cores = withoutAffixes(texts);
  const ways = [
    cores.map((text) => (channel === 'dns' ? text.replaceAll('.', '') : text)),
    ...WORDS.map((pattern) => cores.map((text) => longest(text, pattern))),
    ...columns(texts),
  ];
  return [joined(plain), ...ways.map((pieces) => joined(pieces.map(latin1)))];
}

/** With and without what may join a number to what it counts. */
const WORDS = [/[A-Za-z0-9+_-]+/g, /[A-Za-z0-9+/]+/g];

/** Of a name only what stands before the two labels that are registered. */
function carriedBy(channel: Channel, text: string): string {
  return channel === 'dns' ? text.replace(/\.$/, '').split('.').slice(0, -2).join('.') : text;
}

/** What all have at both ends is taken off, as far as whole words go: parts of a secret may begin alike by chance. */
function withoutAffixes(texts: readonly string[]): string[] {
  const [first = ''] = texts;
  if (texts.length < 2) return [...texts];
  const shortest = Math.min(...texts.map(({ length }) => length));
  let before = 0;
  while (before < shortest && texts.every((text) => text[before] === first[before])) before++;
  while (before > 0 && /\w/.test(first[before - 1] ?? '')) before--;
  let after = 0;
  const last = (text: string) => text[text.length - 1 - after];
  while (after < shortest - before && texts.every((text) => last(text) === last(first))) after++;
  while (after > 0 && /\w/.test(first[first.length - after] ?? '')) after--;
  return texts.map((text) => text.slice(before, text.length - after));
}

const MOST_COLUMNS = 24;

/** `{"n": 1, "part": "ab"}` and `{"n": 2, "part": "cd"}` are `12` and `abcd`, and what is the same in all of them. */
function columns(texts: readonly string[]): string[][] {
  const rows = texts.map((text) => text.match(/[A-Za-z0-9+_-]+/g) ?? []);
  const width = rows[0]?.length ?? 0;
  if (width < 2 || width > MOST_COLUMNS || rows.some(({ length }) => length !== width)) return [];
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? '')).filter(
    ([first, ...others]) => others.some((word) => word !== first),
  );
}

function longest(text: string, pattern: RegExp): string {
  let word = '';
  for (const [match] of text.matchAll(pattern)) if (match.length > word.length) word = match;
  return word;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function joined(pieces: readonly Buffer[]): Stitched {
  let at = 0;
  const starts = pieces.map((piece) => {
    const start = at;
    at += piece.length;
    return start;
  });
  return { bytes: Buffer.concat(pieces), starts };
}
