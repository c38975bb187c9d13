import { posix } from 'node:path';
import { EXTRACTION_BOUNDS, type Extraction, malformed, ShellScript } from './part.ts';

export const MAKEFILE = /(^|\/)((GNU)?[Mm]akefile(\.[^/]+)?|[^/]+\.mk)$/;

const RULE = /^([^\s#:=][^:=#]*?)\s*::?(?!=)\s*([^;=]*?)(?:;(.*))?$/;
/** With parentheses inside of parentheses, or in braces. */
const SHELL_CALL =
  /\$\(shell\s+((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)\)|\$\{shell\s+((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g;

/** What makes recipes of text, or text of a program, so that what runs is not written here. */
const COMPUTED = /\$[({](eval|guile)[\s({]|^\s*-?load\s|\$[({]file\s*[<>]/;
const SHELL_SET =
  /^\s*(?:(?:override|export|private)\s+)*(?:[^:#=\s]+\s*:\s*)?(\.?SHELL(?:FLAGS)?)\s*(?:\?|:{0,3}|\+)=\s*(.*)$/;
const PREFIX_SET = /^\s*\.RECIPEPREFIX\s*(?:\?|:{0,3})=\s*(\S?)/;

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
  let prefix = '\t';
  const doubts = new Map<string, number>();
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    while (lines[at]?.endsWith('\\') === true && at + 1 < lines.length) at++;
    const whole = lines.slice(first, at + 1);
    const numbers = whole.map((_, index) => first + 1 + index);
    const line = whole[0] ?? '';
    for (const [, round, braced = ''] of whole.join('\n').matchAll(SHELL_CALL))
      scriptOf('(read)').add(inert(round ?? braced), numbers);
    if (COMPUTED.test(whole.join(' '))) doubts.set('text that make computes', first + 1);
    const [, name, value = ''] = line.startsWith(prefix) ? [] : (SHELL_SET.exec(line) ?? []);
    if (name !== undefined && !isPlain(name, value)) doubts.set('another shell', first + 1);
    const [, sign] = PREFIX_SET.exec(line) ?? [];
    if (sign !== undefined) {
      prefix = sign === '' ? '\t' : sign;
      continue;
    }
    const [, assigned] = /^\s*(?:(?:override|export)\s+)*[\w.-]+\s*!=\s*(.*)$/.exec(line) ?? [];
    if (assigned !== undefined) scriptOf('(read)').add(inert(assigned), numbers);
    if (line.startsWith(prefix)) {
      // `@`, `-` and `+` say how make runs it.
      const own = whole.map((one) => (one.startsWith(prefix) ? one.slice(1) : one));
      const recipe = [(own[0] ?? '').replace(/^[@+\s-]*/, ''), ...own.slice(1)];
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
    skipped: [
      ...[...doubts].map(([what, line]) => {
        const reason = `its recipes are run by, or made of, ${what} (line ${line})`;
        return { code: 'malformed' as const, reason, needsReview: true };
      }),
      ...(rest > 0
        ? [{ code: 'too-many' as const, reason: `it has ${rest} targets more than are read`, needsReview: true }]
        : []),
    ],
    told: [],
  };
}

/** `SHELL = /usr/bin/env bash`, `.SHELLFLAGS = -eu -o pipefail -c`. */
function isPlain(name: string, value: string): boolean {
  const said = value.replace(/\s+#.*$/, '').trim();
  if (name !== 'SHELL') return /^(-[\w-]+|pipefail|\s)*$/.test(said);
  return /^((\/usr(\/local)?)?\/bin\/)?(env\s+)?(ba|da|a|z|k)?sh$|^\$[({]shell (which|command -v) (ba|z)?sh[)}]$/.test(
    said,
  );
}

/** Make's own variables become the shell's; what make computes becomes a word. */
function inert(recipe: string): string {
  return recipe
    .replace(SHELL_CALL, (_, round?: string, braced?: string) => `\u0001(${round ?? braced ?? ''})`)
    .replaceAll('$$', '\u0001')
    .replace(/\$[@<^?*%+|]/g, 'make.automatic')
    .replace(/\$[({](\w+)[)}]/g, (_, name: string) => `\u0001{${name}}`)
    .replace(/\$\([^()]*\)/g, 'make.computed')
    .replaceAll('\u0001', '$');
}
