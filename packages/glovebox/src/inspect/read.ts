import { workedMs } from './clock.ts';
import { type Evaluation, type Found, SiteCollector } from './collect.ts';
import { languageOf } from './languages/language.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import type { Mark } from './marks/mark.ts';
import { SourceMarks } from './marks/source.ts';
import { ProblemCollector } from './problem.ts';
import { foreignEncoding } from './python/encoding.ts';
import type { Names } from './resolve/names.ts';
import type { Suppression, SyntaxProblem, Wording } from './site.ts';
import type { Source } from './syntax/parse.ts';
import { type Visitor, walk } from './syntax/walk.ts';
import type { Claim } from './wording/claims.ts';
import { SuppressionCollector } from './wording/suppression.ts';
import { WordingCollector } from './wording/wording.ts';

/** What one text says, before anything is known of the others. */
export interface Reading {
  /** The text and its tree: data is followed through all of them together. */
  readonly source?: Source;
  /** What was worked out of its names; absent for a shell's. */
  readonly names?: Names;
  readonly sites: readonly Found[];
  readonly evaluations: readonly Evaluation[];
  readonly problems: readonly SyntaxProblem[];
  readonly suppressions: readonly Suppression[];
  readonly wording: readonly Wording[];
  /** Absent where there is no text to mark. */
  readonly marks?: readonly Mark[];
  /** What comments say that the code does not do. */
  readonly claims: readonly Claim[];
  /** Lines that hold something to execute, from 1 and in order; absent where nothing counted them. */
  readonly lines?: readonly number[];
  /** Why not everything is listed. */
  readonly incomplete: string | undefined;
}

/**
 * Reads a text once: one walk serves everything that is looked for. At most `mostSites` are listed. `variables` are what a shell's
 * code is given from around it.
 */
export async function readSource(
  source: Source,
  mostSites: number,
  variables?: Readonly<Record<string, string>>,
): Promise<Reading> {
  const language = await languageOf(source.grammar);
  const sites = new SiteCollector(source.file, mostSites);
  const problems = new ProblemCollector(source);
  const suppressions = new SuppressionCollector(source);
  const wording = new WordingCollector(source);
  const marks = new SourceMarks(source, sites.marks);
  const visitor = language.visitor(source, sites, variables);
  const lines = new Set<number>();
  const isWhole = walk(
    source.root,
    {
      enter(node) {
        problems.see(node);
        suppressions.see(node);
        wording.see(node);
        marks.see(node);
        if (language.isStatement(node)) lines.add(node.row + 1);
        visitor.enter(node);
      },
      leave(node) {
        visitor.leave?.(node);
      },
    },
    workedMs() + INSPECTION_LIMITS.readMs,
  );
  const encoding = source.grammar === 'python' ? foreignEncoding(source.text) : undefined;
  if (encoding !== undefined) sites.marks.add(source.root, 'encoded-program', `Python reads the file as ${encoding}`);
  return {
    source,
    ...(visitor.names !== undefined && { names: visitor.names }),
    sites: sites.sites,
    evaluations: sites.evaluations,
    problems: problems.problems,
    suppressions: suppressions.suppressions,
    ...wording.result(),
    marks: sites.marks.marks,
    lines: [...lines].sort((a, b) => a - b),
    incomplete:
      notAsWritten(encoding) ??
      (isWhole ? incompleteness(sites, visitor, source) : 'only in part: reading it takes too long'),
  };
}

function notAsWritten(encoding: string | undefined): string | undefined {
  if (encoding === undefined) return undefined;
  return `not as Python reads it: its first lines say that it is written in ${encoding}`;
}

function incompleteness(sites: SiteCollector, visitor: Visitor, { isHasty }: Source): string | undefined {
  if (sites.isFull) return `only in part: the sample has more than ${INSPECTION_LIMITS.sites} sites`;
  if (sites.leavesOutCode) return 'only in part: it hands code to interpreters in too many places';
  if (sites.isTargetCut) return 'only in part: it names too many paths at once';
  // In haste much is left out on purpose, and looked at a moment later.
  if (isHasty) return undefined;
  return visitor.isIncomplete?.() === true ? 'only in part: its names are too costly to resolve' : undefined;
}
