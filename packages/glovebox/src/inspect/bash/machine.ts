import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { Budget } from './budget.ts';
import type { Input } from './input.ts';
import type { Known } from './known.ts';
import type { CommandUse } from './uses.ts';
import type { Variables } from './variables.ts';

/** Text with its tree: the script, or code that it builds and evaluates. */
export interface Unit {
  readonly source: Source;
  /** Command and process substitutions by where their `$`, `` ` ``, `<` or `>` stands. */
  readonly substitutions: ReadonlyMap<number, SyntaxNode>;
  /** Names that it gives a value somewhere. */
  readonly assigned: ReadonlySet<string>;
  readonly isScript: boolean;
}

/** A place in the run that is followed. */
export interface Context {
  readonly unit: Unit;
  readonly variables: Variables;
  readonly input: Input;
  /** The pipeline's part before, as it is written. */
  readonly piped?: string | undefined;
  /** It is in a pipeline and not the last of it. */
  readonly feeds?: boolean;
  /** The statement of the script that is followed. */
  readonly statement?: SyntaxNode | undefined;
  /** Where uses in code that is no part of the script are put down; they are dropped where it is not given. */
  readonly host?: SyntaxNode | undefined;
  readonly depth: number;
  readonly calls: readonly string[];
  /** Which of several values of each name is meant; where it is not given every one is tried. */
  readonly variant?: number | undefined;
  /** The most values that any name had that was asked for. */
  readonly tried: { most: number };
  /** Words of a command that the grammar puts behind its redirections. */
  readonly further?: readonly SyntaxNode[] | undefined;
}

/** What following a statement tells. */
export interface Outcome {
  /** What it prints. */
  readonly out: Known;
  /** Whether it succeeds, where that is known. */
  readonly ok?: boolean | undefined;
}

export interface ShellFunction {
  readonly unit: Unit;
  readonly body: SyntaxNode;
}

const MOST_USES = 200;
const MOST_COUNTING = 1_000;
const MOST_FILES = 200;

/** What one run through a script gathers, whatever branch it is in. */
export class Machine {
  readonly budget: Budget;
  readonly functions = new Map<string, ShellFunction>();
  readonly aliases = new Map<string, Known>();
  readonly called = new Set<string>();
  /** Nodes that were followed at least once. */
  readonly followed = new Set<SyntaxNode>();
  readonly #uses = new Map<SyntaxNode, CommandUse[]>();
  readonly #files = new Map<string, Known>();
  readonly #programs = new Map<string, string>();
  readonly #sinks = new Map<string, (content: Known) => void>();
  #descriptors = 63;
  #reparsed = 0;

  constructor(source: Source) {
    const lines = source.root.endRow;
    this.budget = new Budget(20_000 + 12 * Math.min(lines, 40_000), 8_000_000 + 10 * source.text.length);
  }

  usesAt(node: SyntaxNode): readonly CommandUse[] {
    return this.#uses.get(node) ?? [];
  }

  record(node: SyntaxNode, { unit, host }: Context, uses: readonly CommandUse[]): void {
    const place = unit.isScript ? node : host;
    if (place === undefined || uses.length === 0) return;
    const found = this.#uses.get(place) ?? [];
    // What leaves the folder of the script counts however often the place was passed before.
    const counting = found.length < MOST_USES ? uses : uses.filter(({ target }) => /^([/~$]|\.\.)/.test(target ?? ''));
    if (found.length < MOST_COUNTING) found.push(...counting);
    else if (counting.length > 0) this.budget.spend(Number.POSITIVE_INFINITY);
    this.#uses.set(place, found);
  }

  /** What the script itself put into a file. */
  fileAt(path: string): Known | undefined {
    return this.#files.get(path);
  }

  write(path: string, content: Known): void {
    this.#sinks.get(path)?.(content);
    if (this.#files.size < MOST_FILES || this.#files.has(path)) this.#files.set(path, content);
  }

  /** A program is there under another name. */
  rename(path: string, program: string): void {
    if (this.#programs.size < MOST_FILES) this.#programs.set(path, program);
  }

  programAt(path: string): string | undefined {
    return this.#programs.get(path);
  }

  /** The name under which the other end of a process substitution can be read or written. */
  descriptor(content: Known | undefined, sink?: (content: Known) => void): string {
    const path = `/dev/fd/${this.#descriptors--}`;
    if (content !== undefined) this.write(path, content);
    if (sink !== undefined && this.#sinks.size < MOST_FILES) this.#sinks.set(path, sink);
    return path;
  }

  /** Whether that much code may still be read as code. */
  mayParse(code: string): boolean {
    this.#reparsed += code.length + 200;
    return this.#reparsed < MOST_REPARSED && this.budget.step();
  }
}

const MOST_REPARSED = 400_000;
