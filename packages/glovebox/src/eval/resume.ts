import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { policyDigest } from '../policy/policy.ts';
import { VERSION } from '../version.ts';
import type { Case } from './corpus.ts';
import type { CaseSettings } from './examine.ts';
import { isScored, type Outcome, placeOf, type Scored } from './scored.ts';

/** What was decided so far, in a file: an evaluation that was interrupted goes on where it stopped. */
export interface Progress {
  /** What the file says of a sample; undefined where it has to be examined. */
  known(examined: Case): Scored | undefined;
  record(examined: Case, outcome: Outcome): void;
  close(): void;
}

const SCHEMA = 'glovebox.eval-progress/2';

/** Opens the file, or begins it. Throws when it belongs to an evaluation with other settings: their verdicts do not mix. */
export function openProgress(path: string, how: CaseSettings): Progress {
  const header = JSON.stringify({
    schema: SCHEMA,
    engine: VERSION,
    depth: how.depth,
    policy: policyDigest(how.policy),
    backend: how.backend ?? null,
    tests: how.tests ?? true,
  });
  const known = existsSync(path) ? readProgress(path, header) : undefined;
  const file = openForAppending(path);
  if (known === undefined) writeSync(file, `${header}\n`);
  return {
    known(examined) {
      const decided = known?.get(keyOf(examined));
      if (decided === undefined) return undefined;
      const { sites, tests, ...verdict } = decided;
      return { ...placeOf(examined), ...verdict, ...(sites && { sites }), ...(tests && { tests }) };
    },
    record(examined, outcome) {
      // What failed is tried again.
      if (isScored(outcome)) writeSync(file, `${JSON.stringify({ key: keyOf(examined), scored: outcome })}\n`);
    },
    close: () => closeSync(file),
  };
}

function readProgress(path: string, header: string): Map<string, Entry['scored']> | undefined {
  const text = readFileSync(path, 'utf8');
  if (text === '') return undefined;
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...lines] = complete.split('\n');
  if (first !== header) {
    throw new GloveboxError(
      'usage',
      `${path} is no record of an evaluation with these settings: it begins with ${first?.slice(0, 300)}`,
      'Give the settings it was begun with, or another file for --resume.',
    );
  }
  // A line that was cut off when the evaluation ended is no line.
  if (complete.length < text.length) truncateSync(path, Buffer.byteLength(complete));
  const entries = lines.filter((line) => line !== '').map((line, index) => entryOf(line, `${path}:${index + 2}`));
  return new Map(entries.map(({ key, scored }) => [key, scored]));
}

/** What is taken from the file: it may have been written by anybody. Where the sample stands, its corpus says. */
const entrySchema = z.object({
  key: z.string(),
  scored: z.object({
    decision: z.enum(['allow', 'review', 'block']),
    risk: z.number().min(0).max(100),
    strength: z.number().min(0).max(100),
    reasons: z.array(z.string().regex(/^[a-z\d-]{1,100}$/)).max(1_000),
    ms: z.number().nonnegative(),
    sites: z
      .object({
        found: z.number().int().nonnegative(),
        executed: z.number().int().nonnegative(),
        forced: z.number().int().nonnegative().optional(),
      })
      .optional(),
    tests: z.enum(['passed', 'failed']).optional(),
  }),
});
type Entry = z.infer<typeof entrySchema>;

function entryOf(line: string, place: string): Entry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new GloveboxError('usage', `${place} is damaged`, 'Remove that line, or give another file for --resume.', {
      cause,
    });
  }
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('usage', `cannot write ${path}: ${reason}`, 'Give another file for --resume.', { cause });
  }
}

/** By place and content: a corpus that was edited is examined anew where it was. */
function keyOf({ corpus, line, id, language, label, category, code, tests, entry_point }: Case): string {
  const content = JSON.stringify([corpus, line, id, language, label, category, code, tests, entry_point]);
  return createHash('sha256').update(content).digest('base64url');
}
