import type { Sample } from '../sample/sample.ts';
import { type FileReading, readFiles } from './files.ts';
import { type FunctionSpan, functionsIn } from './functions.ts';
import { assemble, inspect } from './inspect.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import { readSource } from './read.ts';
import type { Inspection } from './site.ts';
import { EditedText, type TextEdit } from './syntax/edited.ts';
import { grammarOf } from './syntax/grammar.ts';
import type { Source } from './syntax/parse.ts';

/** A file of a sample that is open in an editor. Its inspections are those that {@link inspect} would give of the sample as it stands. */
export interface OpenDocument {
  /** The file's text. */
  readonly text: string;
  /** Inspects the sample as it stands. */
  inspect(): Promise<Inspection>;
  /** Applies edits, in order, and inspects: the other files are not read again, and of this one only what the edits touch is parsed again. */
  update(edits: readonly TextEdit[]): Promise<Inspection>;
  /** The same in haste, for an answer within a blink: what functions and loops compute is gone through less far, and may be missed. */
  glance(edits: readonly TextEdit[]): Promise<Inspection>;
  /** The functions of the file as it stands; none where it could not be parsed within its time. */
  functions(): Promise<FunctionSpan[]>;
  /** Frees what is held for the document. */
  close(): void;
}

/** Opens a file of a sample, the entry without `path`, for inspections while it is edited. Throws where the sample has no such source. */
export async function openDocument(sample: Sample, path: string = sample.entry): Promise<OpenDocument> {
  const file = sample.files.find((one) => one.path === path);
  const grammar = file && grammarOf(sample, file);
  if (file === undefined || grammar === undefined) throw new TypeError(`${path} is no source of the sample`);
  const others = (await readFiles(sample)).filter((reading) => reading.file !== path);
  // An editor that shows a mark of byte order counts it, and so do the offsets of its edits.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.content);
  const edited = new EditedText(path, grammar, text);
  let turn: Promise<unknown> = Promise.resolve();
  let read: Source | undefined; // what the last inspection was made of
  const look = (edits: readonly TextEdit[], isHasty = false): Promise<Inspection> => {
    // One after the other: an edit means offsets in the text that the one before it left.
    const next = turn.then(() => {
      edited.apply(edits);
      return inspection(sample, path, edited, others, isHasty, (source) => {
        read = source;
      });
    });
    turn = next.catch(() => {});
    return next;
  };
  return {
    get text() {
      return edited.text;
    },
    inspect: () => look([]),
    update: (edits) => look(edits),
    glance: (edits) => look(edits, true),
    functions() {
      return turn.then(async () => {
        const source = read?.text === edited.text ? read : await edited.source();
        return source === undefined ? [] : functionsIn(source);
      });
    },
    close: () => edited.close(),
  };
}

async function inspection(
  before: Sample,
  path: string,
  edited: EditedText,
  others: readonly FileReading[],
  isHasty: boolean,
  keep: (source: Source | undefined) => void,
): Promise<Inspection> {
  const started = performance.now();
  const sample = withText(before, path, edited.text);
  if (isNearLimits(sample, path, others)) return inspect(sample);
  const source = await edited.source(isHasty);
  keep(source);
  const reading =
    source === undefined ? { reason: 'parsing took too long' } : await readSource(source, INSPECTION_LIMITS.sites);
  const total = [{ file: path, reading }, ...others].reduce((sum, one) => sum + sitesOf(one), 0);
  if (total >= INSPECTION_LIMITS.sites) return inspect(sample);
  const byPath = new Map(others.map((one) => [one.file, one]));
  const readings = sample.files.flatMap((one) =>
    one.path === path ? { file: path, reading } : (byPath.get(one.path) ?? []),
  );
  return assemble(sample, readings, started);
}

function withText(sample: Sample, path: string, text: string): Sample {
  const content = new TextEncoder().encode(text);
  return { ...sample, files: sample.files.map((one) => (one.path === path ? { path, content } : one)) };
}

/** Where one file's share of a limit depends on the others, all are read again. A mark of byte order is no part of a text. */
function isNearLimits(sample: Sample, path: string, others: readonly FileReading[]): boolean {
  const file = sample.files.find((one) => one.path === path);
  const bytes = sample.files.reduce((sum, { content }) => sum + content.length, 0);
  return (
    file === undefined ||
    file.content.length > INSPECTION_LIMITS.fileBytes ||
    (file.content[0] === 0xef && file.content[1] === 0xbb) ||
    bytes > INSPECTION_LIMITS.sampleBytes ||
    others.reduce((sum, one) => sum + sitesOf(one), 0) >= INSPECTION_LIMITS.sites
  );
}

function sitesOf({ reading }: FileReading): number {
  return 'sites' in reading ? reading.sites.length : 0;
}
