import type { Source } from './event.ts';
import { parseHint } from './hint.ts';
import type { HintLine, SystemCall } from './message.ts';

/** The sample's files by absolute path; a set alone knows which there are. */
export interface Own extends Iterable<string | readonly [string, Uint8Array]> {
  has(path: string): boolean;
  get?(path: string): Uint8Array | undefined;
}

interface Command {
  /** Place among the messages. */
  readonly at: number;
  readonly source: Source | undefined;
}

const O_DIRECTORY = 0o200000;
/** How far from where bash says a command stands its words are looked for, in lines. */
const NEAR = 24;
/** Characters of a line that are looked at: whoever writes one of a megabyte shall not be waited for. */
const WIDTH = 2_000;

/**
 * What a shell's trace leaves to be worked out. A command is told once its words are expanded: what looking for `*.txt` reads, and
 * what is opened for `$(< file)` or a whole loop, comes before the line it belongs to.
 */
export class ShellTrace {
  readonly #commands = new Map<number, Command[]>();
  readonly #lines = new Map<string, readonly string[]>();
  readonly #root: string;
  readonly #own: Own;

  constructor(messages: readonly (SystemCall | HintLine)[], root: string, own: Own) {
    this.#root = root;
    this.#own = own;
    for (const [at, message] of messages.entries()) {
      if (message.t !== 'hint' || !message.line.startsWith('T')) continue;
      const said = parseHint(message.line);
      if (said?.kind !== 'trace') continue;
      const list = this.#commands.get(said.pid);
      const source = this.sourceOf(said);
      if (list === undefined) this.#commands.set(said.pid, [{ at, source }]);
      else list.push({ at, source });
    }
  }

  /** Where a traced command stands. bash names a file as it was asked for, and miscounts the lines of `$(…)` over several. */
  sourceOf({
    file,
    line,
    depth,
    command,
  }: {
    file?: string;
    line?: number;
    depth: number;
    command: string;
  }): Source | undefined {
    const path = file === undefined ? undefined : this.#pathOf(file);
    if (path === undefined || line === undefined) return undefined;
    const told = { file: path.slice(this.#root.length + 1), line };
    const words = command.split(/\s+/, 3);
    if (depth < 2 || this.#has(path, line, words.slice(0, 1))) return told;
    for (let away = 1; away <= NEAR; away++)
      for (const near of [line - away, line + away]) if (this.#has(path, near, words)) return { ...told, line: near };
    return told;
  }

  /** The line of what a shell does by itself, where it is not that of the command traced last. */
  lineOf(call: SystemCall, at: number): Source | undefined {
    const before = this.#before(call.pid, at);
    const after = this.#after(call.pid, at) ?? (before === undefined ? this.#after(call.ppid, at) : undefined);
    const expanding = before === undefined || ((call.flags ?? 0) & O_DIRECTORY) !== 0;
    const last = before ?? this.#before(call.ppid, at);
    const likely = (expanding ? after : last)?.source ?? last?.source;
    if (call.path === undefined || likely === undefined) return expanding ? likely : undefined;
    return this.#naming(call.path, likely, last?.source, after?.source) ?? (expanding ? likely : undefined);
  }

  /** The line that has the name of what is opened, where the likely one has not. */
  #naming(path: string, likely: Source, ...others: readonly (Source | undefined)[]): Source | undefined {
    const name = [path.slice(path.lastIndexOf('/') + 1)];
    if (this.#has(this.#absolute(likely), likely.line, name)) return likely;
    for (const one of others) if (one !== undefined && this.#has(this.#absolute(one), one.line, name)) return one;
    for (let away = 1; away <= NEAR; away++)
      if (this.#has(this.#absolute(likely), likely.line + away, name))
        return { file: likely.file, line: likely.line + away };
    return undefined;
  }

  #absolute({ file }: Source): string {
    return `${this.#root}/${file}`;
  }

  #pathOf(file: string): string | undefined {
    if (file.startsWith('/')) return file.startsWith(`${this.#root}/`) ? file : undefined;
    const name = file.replace(/^(?:\.{1,2}\/)+/, '');
    const direct = `${this.#root}/${name}`;
    if (this.#own.has(direct)) return direct;
    const ending = [...this.#own]
      .map((one) => (typeof one === 'string' ? one : one[0]))
      .filter((path) => path.endsWith(`/${name}`));
    return ending.length === 1 ? ending[0] : undefined;
  }

  #has(path: string, line: number, words: readonly string[]): boolean {
    const text = this.#linesOf(path)[line - 1];
    return text !== undefined && words.every((word) => text.includes(word.replace(/^['"]|['"]$/g, '')));
  }

  #linesOf(path: string): readonly string[] {
    const known = this.#lines.get(path);
    if (known !== undefined) return known;
    const content = this.#own.get?.(path);
    const lines =
      content === undefined
        ? []
        : new TextDecoder()
            .decode(content.subarray(0, 1 << 20))
            .split('\n')
            .map((line) => line.slice(0, WIDTH));
    this.#lines.set(path, lines);
    return lines;
  }

  #before(pid: number, at: number): Command | undefined {
    const list = this.#commands.get(pid) ?? [];
    return list[firstAfter(list, at) - 1];
  }

  #after(pid: number, at: number): Command | undefined {
    const list = this.#commands.get(pid) ?? [];
    return list[firstAfter(list, at)];
  }
}

/** How many of the commands come before place `at`. */
function firstAfter(list: readonly Command[], at: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as Command).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
