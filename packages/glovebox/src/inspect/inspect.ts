import type { Sample, SampleFile } from '../sample/sample.ts';
import { isBashStatement } from './bash/lines.ts';
import { bashVisitor } from './bash/sites.ts';
import { type Found, MOST_SITES, SiteCollector } from './collect.ts';
import { isJavascriptStatement } from './javascript/lines.ts';
import { javascriptVisitor } from './javascript/sites.ts';
import { ProblemCollector } from './problem.ts';
import { isPythonStatement } from './python/lines.ts';
import { pythonVisitor } from './python/sites.ts';
import type { Inspection, Suppression, SyntaxProblem } from './site.ts';
import { SuppressionCollector } from './suppression.ts';
import { type Grammar, grammarOf } from './syntax/grammar.ts';
import type { SyntaxNode } from './syntax/node.ts';
import { parse, type Source } from './syntax/parse.ts';
import { type Visitor, walk } from './syntax/walk.ts';
import { sitesOfModule } from './wasm/sites.ts';

/** Larger files are not source that anybody wrote. */
const LONGEST_FILE = 2 * 1024 * 1024;

/** What differs between languages. */
interface LanguageRules {
  readonly visitor: (source: Source, sites: SiteCollector) => Visitor;
  readonly isStatement: (node: SyntaxNode) => boolean;
}

const JAVASCRIPT: LanguageRules = { visitor: javascriptVisitor, isStatement: isJavascriptStatement };
const RULES: Record<Grammar, LanguageRules> = {
  python: { visitor: pythonVisitor, isStatement: isPythonStatement },
  javascript: JAVASCRIPT,
  typescript: JAVASCRIPT,
  tsx: JAVASCRIPT,
  bash: { visitor: bashVisitor, isStatement: isBashStatement },
};

/** Finds what a sample could do by parsing its files. Nothing it names is opened, imported or evaluated; it never throws for what a sample holds. */
export async function inspect(sample: Sample): Promise<Inspection> {
  const started = performance.now();
  const sites: Found[] = [];
  const problems: SyntaxProblem[] = [];
  const suppressions: Suppression[] = [];
  const skipped: { file: string; reason: string }[] = [];
  const executableLines: [string, readonly number[]][] = [];
  for (const file of sample.files) {
    if (sample.language === 'wasm' && file.path === sample.entry) {
      const module = sitesOfModule(file);
      if ('reason' in module) skipped.push({ file: file.path, reason: module.reason });
      else sites.push(...module.sites);
      continue;
    }
    const source = await sourceOf(sample, file);
    if ('reason' in source) {
      skipped.push({ file: file.path, reason: source.reason });
      continue;
    }
    const found = inspectSource(source, MOST_SITES - sites.length);
    sites.push(...found.sites);
    problems.push(...found.problems);
    suppressions.push(...found.suppressions);
    executableLines.push([file.path, found.lines]);
    if (found.incomplete !== undefined) skipped.push({ file: file.path, reason: found.incomplete });
  }
  return {
    sites: sites.map((site, index) => ({ id: `site:${index + 1}`, ...site })),
    problems,
    suppressions,
    flows: [],
    wording: [],
    packages: [],
    skipped,
    executableLines: Object.fromEntries(executableLines),
    durationMs: performance.now() - started,
  };
}

async function sourceOf(sample: Sample, file: SampleFile): Promise<Source | { readonly reason: string }> {
  const grammar = grammarOf(sample, file);
  if (grammar === undefined) return { reason: 'no grammar for this kind of file' };
  if (file.content.length > LONGEST_FILE) return { reason: `larger than ${LONGEST_FILE / 1024 / 1024} MiB` };
  const source = await parse(file.path, grammar, new TextDecoder().decode(file.content));
  return source ?? { reason: 'parsing took too long' };
}

interface SourceFindings {
  readonly sites: readonly Found[];
  readonly problems: readonly SyntaxProblem[];
  readonly suppressions: readonly Suppression[];
  readonly lines: readonly number[];
  /** Why not everything is listed. */
  readonly incomplete: string | undefined;
}

/** One walk serves everything that is looked for. */
function inspectSource(source: Source, mostSites: number): SourceFindings {
  const rules = RULES[source.grammar];
  const sites = new SiteCollector(source.file, mostSites);
  const problems = new ProblemCollector(source);
  const suppressions = new SuppressionCollector(source);
  const visitor = rules.visitor(source, sites);
  const lines = new Set<number>();
  walk(source.root, {
    enter(node) {
      problems.see(node);
      suppressions.see(node);
      if (rules.isStatement(node)) lines.add(node.row + 1);
      visitor.enter(node);
    },
    leave(node) {
      visitor.leave?.(node);
    },
  });
  return {
    sites: sites.sites,
    problems: problems.problems,
    suppressions: suppressions.suppressions,
    lines: [...lines].sort((a, b) => a - b),
    incomplete: incompleteness(sites, visitor),
  };
}

function incompleteness(sites: SiteCollector, visitor: Visitor): string | undefined {
  if (sites.isFull) return `only in part: the sample has more than ${MOST_SITES} sites`;
  return visitor.isExhausted?.() === true ? 'only in part: its names are too costly to resolve' : undefined;
}
