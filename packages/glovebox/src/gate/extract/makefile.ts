import { posix } from 'node:path';
import { EXTRACTION_BOUNDS, type Extraction, malformed, ShellScript } from './part.ts';

export const MAKEFILE = /(^|\/)((GNU)?[Mm]akefile(\.[^/]+)?|[^/]+\.mk)$/;

const RULE = /^([^\s#:=][^:=#]*?)\s*::?(?!=)\s*([^;=]*?)(?:;(.*))?$/;
const SHELL_CALL = /\$\(shell\s+((?:[^()]|\([^()]*\))*)\)/g;

const MOST_BYTES = 512 * 1024;
/** What names a target is searched in a time that is the square of it. */
const LONGEST_LINE = 10_000;

/** The recipes of a Makefile, one part for each target, and what it runs already while it is read: `$(shell …)` and `!=`. */
export function extractMakefile(path: string, text: string): Extraction {
  const lines = text.replaceAll('\u0001', ' ').split(/\r?\n/);
  if (text.length > MOST_BYTES || lines.some(({ length }) => length > LONGEST_LINE))
    return malformed('it is longer, or has longer lines, than people write');
  const scripts = new Map<string, ShellScript>();
  const scriptOf = (target: string) => {
    const script = scripts.get(target) ?? new ShellScript();
    scripts.set(target, script);
    return script;
  };
  let target = 'all';
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    while (lines[at]?.endsWith('\\') === true && at + 1 < lines.length) at++;
    const whole = lines.slice(first, at + 1);
    const numbers = whole.map((_, index) => first + 1 + index);
    const line = whole[0] ?? '';
    for (const [, command = ''] of whole.join('\n').matchAll(SHELL_CALL))
      scriptOf('(read)').add(inert(command), numbers);
    const [, assigned] = /^\s*[\w.-]+\s*!=\s*(.*)$/.exec(line) ?? [];
    if (assigned !== undefined) scriptOf('(read)').add(inert(assigned), numbers);
    if (line.startsWith('\t')) {
      // `@`, `-` and `+` say how make runs it.
      const recipe = [line.replace(/^\t[@+\s-]*/, ''), ...whole.slice(1).map((one) => one.replace(/^\t/, ''))];
      scriptOf(target).add(inert(recipe.join('\n')), numbers);
      continue;
    }
    const [, names, , recipe] = RULE.exec(line) ?? [];
    if (names === undefined) continue;
    target = names.trim().slice(0, 80);
    if (recipe !== undefined) scriptOf(target).add(inert(recipe), [first + 1]);
  }
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const parts = [...scripts]
    .filter(([, script]) => !script.isEmpty)
    .map(([name, script]) => script.part({ name, kind: 'makefile', folder }));
  const { parts: most } = EXTRACTION_BOUNDS;
  const rest = parts.length - most;
  return {
    parts: parts.slice(0, most),
    skipped:
      rest > 0 ? [{ code: 'too-many', reason: `it has ${rest} targets more than are read`, needsReview: true }] : [],
    told: [],
  };
}

/** Make's own variables become the shell's; what make computes becomes a word. */
function inert(recipe: string): string {
  return recipe
    .replace(SHELL_CALL, (_, command: string) => `\u0001(${command})`)
    .replaceAll('$$', '\u0001')
    .replace(/\$[@<^?*%+|]/g, 'make.automatic')
    .replace(/\$[({](\w+)[)}]/g, (_, name: string) => `\u0001{${name}}`)
    .replace(/\$\([^()]*\)/g, 'make.computed')
    .replaceAll('\u0001', '$');
}
