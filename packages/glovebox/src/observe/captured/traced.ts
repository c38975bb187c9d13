import type { Hint } from '../hint.ts';
import type { Own } from '../shell.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import { unquoted } from './quoted.ts';

type Trace = Extract<Hint, { kind: 'trace' }>;

/** What a shell was seen evaluating. */
export interface Evaluated {
  readonly trace: Trace;
  readonly ms: number;
  /** The code itself; or, of what is in no file that anybody kept, the commands of it that ran. */
  readonly code: string;
  readonly path?: string;
}

/** The commands of one file that were seen so far. */
interface Running {
  readonly trace: Trace;
  readonly ms: number;
  readonly commands: string[];
  length: number;
}

/** Files whose commands are put together. */
const MOST_FILES = 50;
/** Heads of compound commands are traced without what belongs to them. */
const HEAD = /^(?:for|select|case|while|until) /;

/** `eval` by its words, over as many lines as they have, and what is sourced from a pipe by the commands that ran of it. */
export class TracedCode {
  readonly evaluated: Evaluated[] = [];
  readonly #files = new Map<string, Running>();
  /** The command of the sample's own that each shell was last at. */
  readonly #last = new Map<number, Trace>();
  #open: { trace: Trace; ms: number; lines: string[]; length: number } | undefined;
  readonly #own: Own;
  readonly #root: string;

  constructor(root: string, own: Own) {
    this.#root = root;
    this.#own = own;
  }

  take(trace: Trace, ms: number): void {
    this.#close();
    const words = /^(?:builtin |command )?eval (?:-- )?([\s\S]*)$/.exec(trace.command)?.[1];
    if (words !== undefined) this.#open = { trace, ms, lines: [words], length: words.length };
    const { file } = trace;
    if (file !== undefined && this.#own.has(file.startsWith('/') ? file : `${this.#root}/${file}`))
      this.#last.set(trace.pid, trace);
    if (file?.startsWith('/') !== true || file.startsWith('/glovebox/') || this.#own.has(file)) return;
    this.#command(file, trace, ms);
  }

  /** A line that is none of an agent's: it goes on with what was traced before. */
  further(line: string): void {
    if (this.#open === undefined || this.#open.length > CAPTURE_LIMITS.length) return;
    this.#open.lines.push(line);
    this.#open.length += line.length;
  }

  /** `isKept` tells files that are known as a whole. */
  finish(isKept: (path: string) => boolean): readonly Evaluated[] {
    this.#close();
    for (const [path, { trace, ms, commands }] of this.#files) {
      if (commands.length === 0 || isKept(path)) continue;
      this.evaluated.push({ trace, ms, code: commands.join('\n'), path });
    }
    this.#files.clear();
    return this.evaluated;
  }

  #command(file: string, trace: Trace, ms: number): void {
    if (file.startsWith(`${this.#root}/`) && trace.line === undefined) return;
    const known = this.#files.get(file);
    if (known === undefined && this.#files.size >= MOST_FILES) return;
    // The line is one of the file itself, which is none of the sample's: what led there is the command before.
    const { line: _, ...placeless } = trace;
    const one: Running = known ?? { trace: this.#last.get(trace.pid) ?? placeless, ms, commands: [], length: 0 };
    this.#files.set(file, one);
    if (one.length > CAPTURE_LIMITS.length || HEAD.test(trace.command)) return;
    one.commands.push(trace.command);
    one.length += trace.command.length;
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { trace, ms, lines } = this.#open;
    this.#open = undefined;
    this.evaluated.push({ trace, ms, code: unquoted(lines.join('\n')) });
  }
}
