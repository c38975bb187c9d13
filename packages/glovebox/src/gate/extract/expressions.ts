import type { Extraction } from './part.ts';

/** What a CI system puts into a script before any shell sees it. A closed set of notations. */
export type Notation = 'double-braces' | 'gitlab-inputs' | 'circle-parameters' | 'azure-variables';

const PATTERNS: Record<Notation, RegExp> = {
  'double-braces': /\$\{\{([\s\S]{0,2000}?)\}\}/g,
  'gitlab-inputs': /\$\[\[([\s\S]{0,2000}?)\]\]/g,
  'circle-parameters': /<<[ \t]*((?:pipeline|parameters|matrix)\b[^>\n]{0,500})>>/g,
  // Without a dot it may as well be the shell's own.
  'azure-variables': /\$\(([A-Za-z_]\w{0,100}\.[\w.]{1,200})\)/g,
};

/** Text of strangers: a title, a branch's name, a comment. Whoever writes it writes the script. */
const STRANGERS =
  /\bgithub\.(head_ref|event\.(issue|pull_request|comment|review|review_comment|discussion|pages|head_commit|commits|workflow_run)\b(?!\.(number|id|node_id|base\.sha|head\.sha|merged|draft)\b))/;

/** Names of secrets, as the shell would see them had they been handed over as variables. */
const SECRET = /^\s*(?:secrets\.(\w+)|secrets\[['"](\w+)['"]\]|(github\.token))\s*$/;

/**
 * Makes expressions inert: a secret becomes the variable that it would be, anything else a word that names it. Lines stay lines.
 */
export function withoutExpressions(script: string, notations: readonly Notation[]): string {
  return notations.reduce(
    (text, notation) =>
      text.replace(PATTERNS[notation], (_, inner: string) => {
        const [, name, indexed, token] = SECRET.exec(inner) ?? [];
        const secret = name ?? indexed ?? (token === undefined ? undefined : 'GITHUB_TOKEN');
        const word = secret === undefined ? `expression.${wordOf(inner)}` : `\${${secret}}`;
        return word + '\n'.repeat(inner.split('\n').length - 1);
      }),
    script,
  );
}

/** What should be said of a script's expressions. */
export function toldOfExpressions(script: string, where: string): Extraction['told'] {
  return [...script.matchAll(PATTERNS['double-braces'])]
    .filter(([, inner = '']) => STRANGERS.test(inner))
    .map(([whole]) => ({
      kind: 'expression' as const,
      message: `${where} puts ${whole.slice(0, 120)} into a script as text: whoever writes that text runs commands there; hand it over in a variable`,
    }));
}

function wordOf(inner: string): string {
  return inner
    .trim()
    .slice(0, 60)
    .replace(/[^\w.]+/g, '-');
}
