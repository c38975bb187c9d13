import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../sample/sample.ts';
import { FAULT } from './files.ts';
import { programsIn } from './grammar.fixture.ts';
import { sampleOf } from './inspect.fixture.ts';
import { inspect } from './inspect.ts';
import { flowSchema, siteSchema } from './site.ts';

/** How many sources the tests of this file try; more by hand. */
const CASES = Number(process.env.GLOVEBOX_CASES ?? 10_000);
/** A source of some kilobytes that takes longer hangs. */
const LONGEST_MS = 4_000;
const CORPORA = join(import.meta.dirname, '../../../../../shared/corpora');

/** What holds of the inspection of any source. */
async function holdsOf(language: Language, code: string): Promise<void> {
  const started = performance.now();
  const inspection = await inspect(sampleOf(language, { main: code }));
  for (const { reason } of inspection.skipped) expect(reason).not.toContain(FAULT);
  expect(performance.now() - started, 'milliseconds').toBeLessThan(LONGEST_MS);
  const lines = code.split('\n').length;
  for (const site of inspection.sites) {
    siteSchema.parse(site);
    if (site.line > lines || site.endLine < site.line) throw new Error(`no such line: ${JSON.stringify(site)}`);
    for (const layer of site.inner ?? []) if (layer.code === '') throw new Error('an empty layer');
  }
  for (const flow of inspection.flows) flowSchema.parse(flow);
  for (const { line } of [...inspection.wording, ...inspection.packages, ...inspection.problems])
    if (line > lines) throw new Error(`no such line: ${line}`);
  JSON.stringify(inspection);
}

const SHARE = { grammar: 0.1, mutated: 0.45, truncated: 0.25 } as const;
const runs = (share: number) => ({ numRuns: Math.round(CASES * share) });
const TIMEOUT = 60_000 + CASES * 20;

describe('no program makes inspection throw or hang', () => {
  it.each(['python', 'javascript', 'bash'] as const)(
    'that the grammar of %s builds',
    async (language) => {
      await fc.assert(
        fc.asyncProperty(programsIn(language), (code) => holdsOf(language, code)),
        runs(SHARE.grammar),
      );
    },
    TIMEOUT,
  );
});

interface Case {
  readonly language: Language;
  readonly code: string;
}

function corpora(): Case[] {
  return globSync('*.jsonl', { cwd: CORPORA })
    .sort()
    .flatMap((file) => readFileSync(join(CORPORA, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Case)
    .filter(({ language, code }) => LANGUAGES.includes(language) && code.length < 20_000);
}

const MARKS = [
  '',
  '"',
  "'",
  '(',
  ')',
  '{',
  '}',
  '[',
  '\\',
  '\n',
  '\0',
  '`',
  '$',
  '#',
  '/*',
  '<<EOF\n',
  '\u202e',
  '😀',
  '    ',
  'eval(',
  'b"',
];

/** One edit of a source: a cut, a copy of a piece elsewhere, a mark put in. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  mark: fc.constantFrom(...MARKS),
  kind: fc.constantFrom('insert', 'cut', 'copy', 'swap'),
});

function edited(code: string, { at, to, mark, kind }: { at: number; to: number; mark: string; kind: string }): string {
  const [from, end] = [Math.floor(at * code.length), Math.floor(to * code.length)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const piece = code.slice(from, Math.min(end, from + 400));
  if (kind === 'insert') return code.slice(0, from) + mark + code.slice(from);
  if (kind === 'cut') return code.slice(0, from) + mark + code.slice(from + piece.length);
  if (kind === 'copy') return code.slice(0, end) + piece + code.slice(end);
  return code.slice(end) + code.slice(0, end);
}

describe('real programs, broken', () => {
  const isThere = existsSync(CORPORA);
  if (!isThere) console.log('skipped: real programs, broken (there are no labelled corpora beside the checkout)');
  const cases = isThere ? corpora() : [];

  it.skipIf(!isThere)(
    'by edits at random are inspected',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.array(edit, { minLength: 1, maxLength: 4 }), async (index, edits) => {
          const one = cases[index % cases.length] as Case;
          await holdsOf(one.language, edits.reduce(edited, one.code));
        }),
        runs(SHARE.mutated),
      );
    },
    TIMEOUT,
  );

  it.skipIf(!isThere)(
    'by being cut off are inspected, and so in every other language',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.constantFrom(...LANGUAGES),
          async (index, at, other) => {
            const { language, code } = cases[index % cases.length] as Case;
            await holdsOf(index % 4 === 0 ? other : language, code.slice(0, Math.floor(at * code.length)));
          },
        ),
        runs(SHARE.truncated),
      );
    },
    TIMEOUT,
  );
});
