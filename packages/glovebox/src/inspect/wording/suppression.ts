import type { Suppression } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';

/** What scanners are asked to look away with. Type checkers and formatters are not meant: they find no attacks. */
const REQUESTS = [
  'nosec',
  'noqa',
  'nosem(grep)?',
  'nolint',
  'nosonar',
  'lgtm\\s*\\[',
  'codeql\\s*\\[',
  'skipcq',
  'skylos:\\s*ignore',
  'eslint-disable(-next)?(-line)?',
  'biome-ignore',
  'oxlint-disable',
  'jshint\\s+ignore',
  'pylint:\\s*(disable|skip-file)',
  'pyre-ignore',
  'ruff:\\s*noqa',
  'flake8:\\s*noqa',
  'shellcheck\\s+disable',
  'bandit:\\s*(skip|disable)',
  'semgrep[-:]\\s*ignore',
  'deepcode\\s+ignore',
  'snyk[-:]\\s*ignore',
  'coverity\\s*\\[',
  'checkmarx',
  'fortify',
  'gitleaks:\\s*allow',
  'trufflehog:\\s*ignore',
  'pragma:\\s*allowlist',
  'njsscan-ignore',
  'detect-secrets:\\s*ignore',
  'glovebox[-:]\\s*(ignore|allow|disable|skip)',
];
const ASKS = new RegExp(`(^|[^\\w-])(${REQUESTS.join('|')})(?![\\w-])|lgtm\\s*\\[|codeql\\s*\\[`, 'i');

const MOST_SUPPRESSIONS = 200;
const LONGEST = 300;

/** The comments of a file that ask to be believed. */
export class SuppressionCollector {
  readonly suppressions: Suppression[] = [];
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  see(node: SyntaxNode): void {
    if (node.type !== 'comment' || this.suppressions.length >= MOST_SUPPRESSIONS) return;
    const text = textOf(this.#source, node);
    const match = ASKS.exec(text.slice(0, 5_000));
    if (match === null) return;
    const line = node.row + 1 + (text.slice(0, match.index).match(/\n/g)?.length ?? 0);
    this.suppressions.push({ file: this.#source.file, line, text: text.slice(0, LONGEST) });
  }
}
