import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { SAMPLE_BOUNDS } from '../sample/bounds.ts';

/** `insecure`: written carelessly, not to do harm; worth a review, not a block. */
export const LABELS = ['risky', 'insecure', 'benign'] as const;
export type Label = (typeof LABELS)[number];

/** A line of a corpus. Other members, such as `source`, may be there and are not read. */
const lineSchema = z.object({
  id: z.string().min(1).max(500),
  language: z.enum(['python', 'javascript', 'typescript', 'bash']),
  label: z.enum(LABELS),
  category: z.string().min(1).max(200),
  code: z.string().max(SAMPLE_BOUNDS.sourceBytes),
  /** What the program is tested by, in its own language; a list is of statements. Run after it at depths that run. */
  tests: z
    .union([z.string(), z.array(z.string()).transform((statements) => statements.join('\n'))])
    .pipe(z.string().max(SAMPLE_BOUNDS.sourceBytes))
    .optional()
    .catch(undefined),
  /** The function that `check(candidate)` among the tests is given. */
  entry_point: z
    .string()
    .regex(/^\w{1,200}$/)
    .optional()
    .catch(undefined),
});

/** A labelled sample, hostile, and where it stands. */
export interface Case extends z.infer<typeof lineSchema> {
  /** Name of the corpus: its file without folder and extension. */
  readonly corpus: string;
  /** From 1. */
  readonly line: number;
}

/** Bytes of one corpus file: all of it is held in memory. */
const LARGEST_CORPUS = 512 * 1024 * 1024;

/**
 * Reads corpora, one JSON object a line; blank lines are passed over. Throws a {@link GloveboxError} that names file and line
 * for the first that is no labelled sample, before anything is examined.
 */
export async function readCorpora(paths: readonly string[]): Promise<Case[]> {
  const corpora = await Promise.all(paths.map(readCorpus));
  const cases = corpora.flat();
  if (cases.length > 0) return cases;
  throw new GloveboxError(
    'corpus-invalid',
    `no sample in ${paths.join(', ')}`,
    'Give files with one JSON object a line.',
  );
}

async function readCorpus(path: string): Promise<Case[]> {
  const corpus = basename(path).replace(/\.(jsonl|ndjson|json)$/, '');
  const lines = (await textOf(path)).replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [{ ...caseOf(text, `${path}:${index + 1}`), corpus, line: index + 1 }],
  );
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= LARGEST_CORPUS) return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('corpus-invalid', `cannot read the corpus ${path}: ${reason}`, 'Check the path.', {
      cause,
    });
  }
  throw new GloveboxError('corpus-invalid', `${path} is larger than 512 MiB`, 'Split it, and give all parts.');
}

function caseOf(text: string, place: string): z.infer<typeof lineSchema> {
  const remedy = 'Each line is an object with id, language, label, category and code, all of them strings.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GloveboxError('corpus-invalid', `${place} is no JSON: ${(cause as Error).message}`, remedy, { cause });
  }
  const parsed = lineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const member = issue?.path.join('.') || 'the line';
  throw new GloveboxError('corpus-invalid', `${place} is no labelled sample: ${member}: ${issue?.message}`, remedy);
}

/** Which part of a split a sample is in. Rules are tuned on `in`; `out` tells whether they learnt behaviour or samples. */
export type Split = 'in' | 'out';

/** One in three is held out. By a hash of the id, so that it stays the same whatever else a corpus holds. */
export function splitOf({ id }: Pick<Case, 'id'>): Split {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % 3 === 0 ? 'out' : 'in';
}
