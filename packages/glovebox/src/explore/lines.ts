import type { Inspection } from '../inspect/site.ts';
import type { Sample } from '../sample/sample.ts';

/** What is looked at of a sample. Sources are hostile: every pattern sees a bounded line, and there is a bounded number of those. */
const MOST_LINES = 20_000;
const LONGEST_LINE = 400;
const SOURCE = /\.(py|pyw|[mc]?[jt]s|[jt]sx|sh|bash)$/;

/** The lines of a sample's sources that say something, and of the code that they hold as data. */
export function sourceLinesOf(sample: Sample, inspection?: Inspection): string[] {
  const texts = sample.files
    .filter(({ path }) => path === sample.entry || SOURCE.test(path))
    .map(({ content }) => new TextDecoder().decode(content.subarray(0, 1024 * 1024)));
  const inner = new Set((inspection?.sites ?? []).flatMap((site) => (site.inner ?? []).map(({ code }) => code)));
  return [...texts, ...inner]
    .flatMap((text) => text.split('\n'))
    .map((line) => line.slice(0, LONGEST_LINE).trim())
    .filter((line) => line !== '' && !/^(#(?!!)|\/\/)/.test(line))
    .slice(0, MOST_LINES);
}

/** Lines of a kind, and those that go on with what such a line gave a name to, two steps far. */
export function linesAbout(lines: readonly string[], kind: RegExp): string[] {
  let about = lines.filter((line) => kind.test(line));
  for (let step = 0; step < 2; step++) {
    const names = new Set(about.map(nameGivenBy).filter((name) => name !== undefined));
    if (names.size === 0 || names.size > 200) break;
    about = lines.filter((line) => kind.test(line) || wordsOf(line).some((word) => names.has(word)));
  }
  return withCases(lines, about);
}

function nameGivenBy(line: string): string | undefined {
  return /^(?:(?:const|let|var|local|export|readonly|declare|global)\s+)?(?:self\.|this\.)?([A-Za-z_$][\w$]*)\s*(?::\s*[\w.]+\s*)?:?=(?!=)/.exec(
    line,
  )?.[1];
}

function wordsOf(line: string): string[] {
  return line.match(/[A-Za-z_$][\w$]*/g)?.map((word) => word.replace(/^\$/, '')) ?? [];
}

/** A `case` or `match` over what a line is about brings its branches along. */
function withCases(lines: readonly string[], about: readonly string[]): string[] {
  const known = new Set(about);
  let inside = 0;
  return lines.filter((line) => {
    if (known.has(line) && /^(case\b.*\bin\b|match\b|switch\b)/.test(line)) inside = 30;
    else if (inside > 0) inside = /^esac\b/.test(line) ? 0 : inside - 1;
    return known.has(line) || (inside > 0 && /^(?:case\b.*:|[^\s()]{1,60}(?:\|[^\s()]{1,60})*\))/.test(line));
  });
}

/** Texts that a line compares with, or may: quoted ones, and a shell's bare words. */
export function textsIn(line: string): string[] {
  const quoted = [...line.matchAll(/'([^'\\]{1,120})'|"([^"\\]{1,120})"/g)].map((found) => found[1] ?? found[2] ?? '');
  const bare = [...line.matchAll(/(?:==?|!=|=~)\s+([\w./:@-]{1,80})/g)].map((found) => found[1] ?? '');
  const label = /^([\w./:@-]{1,60}(?:\|[\w./:@-]{1,60})*)\)/.exec(line)?.[1]?.split('|') ?? [];
  const numbers = [...line.matchAll(/(?:==?=?|-eq|-ge|-gt|>=?|<=?)\s*["']?(-?\d{1,12})\b/g)].map(
    (found) => found[1] ?? '',
  );
  return [...quoted, ...bare, ...label, ...numbers].filter((text) => !/^\$|^\s*$/.test(text));
}
