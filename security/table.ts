import { type Attempt, escaped, type Outcome, type Verdict, verdictOn } from './attempt.ts';
import type { Sandbox } from './sandboxes.ts';

/** What came of every attempt, without a sandbox and in each, for a person to read. */
export class Table {
  readonly #attempts: readonly Attempt[];
  readonly #controls = new Map<string, string>();
  readonly #reasons: string[] = [];
  readonly #sandboxes = new Map<string, Map<string, Row>>();
  #escapes = 0;

  constructor(attempts: readonly Attempt[]) {
    this.#attempts = attempts;
  }

  /** The outcome without a sandbox, or why there is none. */
  control(attempt: Attempt, outcome: Outcome | string): void {
    this.#controls.set(attempt.file, typeof outcome === 'string' ? 'not shown' : worked(outcome));
    if (typeof outcome === 'string') this.#reasons.push(`${attempt.file} is not shown without a sandbox: ${outcome}`);
  }

  sandbox(sandbox: Sandbox, attempt: Attempt, outcome: Outcome): void {
    const verdict = verdictOn(outcome, attempt, sandbox);
    if (verdict === 'ESCAPED') this.#escapes++;
    const said = outcome.word === undefined ? (outcome.lacks ?? outcome.status) : outcome.detail;
    const rows = this.#sandboxes.get(sandbox.name) ?? new Map<string, Row>();
    this.#sandboxes.set(sandbox.name, rows.set(attempt.file, { verdict, how: printable(outcome.seen ?? said) }));
  }

  /** The same for a reader of the documentation: a page of Markdown, without the details that differ from run to run. */
  toPage(): string {
    const names = [...this.#sandboxes.keys()];
    const lines = this.#attempts.map(({ file, title }) => {
      const control = (this.#controls.get(file) ?? 'not run').startsWith('works') ? 'works' : 'not shown';
      const cells = names.map((name) => this.#sandboxes.get(name)?.get(file)?.verdict ?? 'not run');
      return `| \`${file}\` ${title} | ${[control, ...cells].join(' | ')} |`;
    });
    return [
      '# Ways out, and what held them',
      '',
      'Written by `npm run escapes`, which makes every attempt of `security/escapes/` without a sandbox and in every backend.',
      '**held**: it ran and got nothing. **absent**: that world does not have what the attempt begins with (no processes, no',
      'native calls, a part of Python alone). **gap**: it gets it, and it is no way out; why is below. **works**: it succeeds without a sandbox. **not shown**: this machine, or mercy,',
      'does not let it; the reasons are below.',
      '**BROKEN**: it was ended before it said a word, which proves nothing; under emulation on a busy machine that is its time-out.',
      '',
      `| attempt | without | ${names.join(' | ')} |`,
      `| --- | --- |${' --- |'.repeat(names.length)}`,
      ...lines,
      '',
      `${this.#attempts.length} attempts, ${this.#escapes} escapes.`,
      '',
      ...this.#reasons.map((reason) => `- ${reason}`),
      ...this.#attempts.flatMap(({ file, gaps }) =>
        Object.entries(gaps ?? {}).map(([name, why]) => `- ${file} gets what it is after in ${name}: ${why}`),
      ),
      '',
    ].join('\n');
  }

  toString(): string {
    const tables = [...this.#sandboxes].map(([name, rows]) => {
      const lines = this.#attempts.map(({ file }) =>
        row(file, this.#controls.get(file) ?? 'not run', inWords(rows.get(file))),
      );
      return ['', row('attempt', 'without a sandbox', `in the ${name}`), ...lines, `${rows.size} attempts`].join('\n');
    });
    return [...tables, ...this.#reasons, `${this.#escapes} escapes`].join('\n');
  }
}

interface Row {
  readonly verdict: Verdict;
  readonly how: string;
}

function inWords(row: Row | undefined): string {
  return row === undefined ? 'not run' : `${row.verdict}: ${row.how}`;
}

function worked(outcome: Outcome): string {
  return escaped(outcome) ? 'works' : `fails: ${printable(outcome.detail)}`;
}

function row(file: string, control: string, sandbox: string): string {
  return `${file.padEnd(32)} ${control.slice(0, 24).padEnd(25)} ${sandbox}`;
}

/** What attempts print is hostile too. */
function printable(text: string): string {
  return text.replace(/[^ -~]+/g, ' ').slice(0, 90);
}
