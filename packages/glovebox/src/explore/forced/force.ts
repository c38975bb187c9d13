import type { Site } from '../../inspect/site.ts';
import { type Grammar, grammarOf } from '../../inspect/syntax/grammar.ts';
import { parse, type Source } from '../../inspect/syntax/parse.ts';
import type { Sample, SampleFile } from '../../sample/sample.ts';
import { rewriteBash } from './bash.ts';
import { guardsOf } from './guards.ts';
import { rewriteJavaScript } from './javascript.ts';
import type { Rewritten } from './rewriting.ts';

/** Lines that one run is made to reach, at most. */
const MOST_TARGETS = 150;

/** A sample that goes to some places whatever it asks, and what was decided for it. */
export interface Forced {
  readonly sample: Sample;
  /** Lines of the conditions that were rewritten, by file. */
  readonly lines: { readonly file: string; readonly lines: readonly number[] }[];
}

type Rewrite = (source: Source, sites: readonly Site[]) => Rewritten;

const REWRITES: Record<Exclude<Grammar, 'python'>, Rewrite> = {
  javascript: rewriteJavaScript,
  typescript: rewriteJavaScript,
  tsx: rewriteJavaScript,
  bash: rewriteBash,
};

/** The sample made to reach the sites; undefined where nothing can be done about any of them. Python's agent rewrites its tree itself. */
export async function force(sample: Sample, sites: readonly Site[]): Promise<Forced | undefined> {
  const byFile = Map.groupBy(sites.slice(0, MOST_TARGETS), ({ file }) => file);
  const lines: Forced['lines'] = [];
  const files: SampleFile[] = [];
  for (const file of sample.files) {
    const wanted = byFile.get(file.path);
    const grammar = wanted === undefined ? undefined : grammarOf(sample, file);
    const text = new TextDecoder().decode(file.content);
    const source = grammar === undefined ? undefined : await parse(file.path, grammar, text);
    if (wanted === undefined || source === undefined || grammar === undefined) {
      files.push(file);
    } else if (grammar === 'python') {
      files.push(file);
      const guards = new Set(wanted.flatMap((site) => guardsOf(source, site)));
      lines.push({ file: file.path, lines: [...guards].sort((a, b) => a - b) });
    } else {
      const rewritten = REWRITES[grammar](source, wanted);
      const parsed = await parse(file.path, grammar, rewritten.text);
      if (parsed === undefined || breaks(parsed, source)) files.push(file);
      else {
        files.push({ ...file, content: new TextEncoder().encode(rewritten.text) });
        lines.push({ file: file.path, lines: rewritten.lines });
      }
    }
  }
  if (lines.length === 0) return undefined;
  return { sample: { ...sample, files }, lines };
}

/** A rewriting that the grammar does not accept, where it accepted what was there. */
function breaks(after: Source, before: Source): boolean {
  return hasError(after) && !hasError(before);
}

function hasError({ root }: Source): boolean {
  const waiting = [root];
  for (let looks = 0; waiting.length > 0 && looks < 200_000; looks++) {
    const node = waiting.pop() as Source['root'];
    if (node.type === 'ERROR' || node.isMissing) return true;
    waiting.push(...node.children);
  }
  return false;
}
