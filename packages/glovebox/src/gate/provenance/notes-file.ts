import picomatch from 'picomatch';
import type { Reason } from './commit.ts';

/** Where a repository itself says which of its files a model wrote. */
export const PROVENANCE_FILE = '.glovebox/provenance';

const MOST_LINES = 2_000;

/**
 * What the file says of the files of a change: a pattern, `model` or `human`, and words of one's own, a line each; `#` begins a
 * comment. `human` is told and not believed: the change may have written it.
 */
export function reasonsOfFile(content: string, changed: readonly string[]): { model: Reason[]; claimed: Reason[] } {
  const said = content
    .split(/\r?\n/)
    .slice(0, MOST_LINES)
    .flatMap((line, index) => {
      const [, pattern = '', author, words = ''] = /^\s*([^\s#]\S*)\s+(model|human)\b\s*(.{0,200})$/.exec(line) ?? [];
      if (author === undefined || !fitsAny(pattern, changed)) return [];
      const what = `${pattern} ${author}${words === '' ? '' : ` ${words.trim()}`}`;
      return [{ author, reason: { what, where: `${PROVENANCE_FILE}:${index + 1}` } }];
    });
  const by = (name: string) => said.filter(({ author }) => author === name).map(({ reason }) => reason);
  return { model: by('model'), claimed: by('human') };
}

function fitsAny(pattern: string, files: readonly string[]): boolean {
  if (pattern.length > 500) return false;
  const fits = picomatch(pattern, { dot: true });
  return files.some((file) => fits(file));
}
