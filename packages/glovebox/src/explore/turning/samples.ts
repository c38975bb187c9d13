const MOST = 6;

/**
 * Texts that a pattern is likely to fit: a regular expression's, or a shell's. Classes and dots become one letter, what may be
 * left out stays, the first of several ways is taken. Whether they fit is for whoever tries them.
 */
export function samplesOf(pattern: string): string[] {
  if (pattern.length > 80 || !/[\\^$.*+?()[\]{}|]/.test(pattern)) return [];
  const ways = /^\^?\(?([^()]*\|[^()]*)\)?\$?$/.exec(pattern)?.[1]?.split('|') ?? [pattern];
  return [...new Set(ways.slice(0, MOST).flatMap((way) => [regular(way), shell(way)]))].filter(
    (text) => text !== pattern,
  );
}

function regular(pattern: string): string {
  return pattern
    .replace(/^\^|\$$/g, '')
    .replace(/\(\?[:=!<]*/g, '(')
    .replace(/\\d/g, '7')
    .replace(/\\w/g, 'w')
    .replace(/\\s/g, ' ')
    .replace(/\\[bB]/g, '')
    .replace(/\[([^\]])[^\]]*\]/g, (_, first: string) => (first === '^' ? 'x' : first))
    .replace(/(.)\{(\d)[^}]*\}/g, (_, one: string, count: string) => one.repeat(Number(count)))
    .replace(/\.(?=[*+?]|$)/g, 'x')
    .replace(/(?<!\\)\./g, 'x')
    .replace(/\(([^()|]*)\|?[^()]*\)/g, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/[*+?()]/g, '');
}

function shell(pattern: string): string {
  return pattern
    .replace(/\[([^\]])[^\]]*\]/g, '$1')
    .replace(/\*/g, '-01')
    .replace(/\?/g, 'x');
}
