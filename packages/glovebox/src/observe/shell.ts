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
  readonly ends: boolean;
  readonly text: string;
}

const O_DIRECTORY = 0o200000;
/** Ends the trace: what follows is looked for in the source. */
const ENDS = /^set (?:-\S+ )*\+(?:\w*x|o xtrace)/;
/** How far after the trace's end, in lines. */
const FAR = 300;
/** How far from where bash says a command stands its words are looked for, in lines. */
const NEAR = 24;
/** Characters of a line that are looked at: whoever writes one of a megabyte shall not be waited for. */
const WIDTH = 2_000;
/** Lines looked at for commands that do not stand where bash says: of a flood of them those that come later stay there. */
const MOST_LOOKS = 40_000;

/**
 * What a shell's trace leaves to be worked out. A command is told once its words are expanded: what looking for `*.txt` reads, and
 * what is opened for `$(< file)` or a whole loop, comes before the line it belongs to.
 */
export class ShellTrace {
  readonly #commands = new Map<number, Command[]>();
  readonly #parents = new Map<number, number>();
  /** Processes that execute a program at some time. */
  readonly #executing = new Set<number>();
  readonly #lines = new Map<string, readonly string[]>();
  readonly #root: string;
  readonly #own: Own;
  readonly #found = new Map<string, number>();
  #looks = 0;

  constructor(messages: readonly (SystemCall | HintLine)[], root: string, own: Own) {
    this.#root = root;
    this.#own = own;
    for (const [at, message] of messages.entries()) {
      if (message.t === 'hint') this.#note(message.line, at);
      else {
        this.#parents.set(message.pid, message.ppid);
        if (message.argv !== undefined) this.#executing.add(message.pid);
      }
    }
  }

  #note(line: string, at: number): void {
    const said = line.startsWith('T') ? parseHint(line) : undefined;
    if (said?.kind !== 'trace') return;
    const command = {
      at,
      source: this.sourceOf(said),
      ends: ENDS.test(said.command),
      text: said.command.slice(0, WIDTH),
    };
    const list = this.#commands.get(said.pid);
    if (list === undefined) this.#commands.set(said.pid, [command]);
    else list.push(command);
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
    const words =
      command
        .slice(0, 500)
        .match(/[\w./-]{2,}/g)
        ?.slice(0, 4) ?? [];
    if (depth < 2) return told;
    const key = `${path}:${line} ${words.join(' ')}`;
    const known = this.#found.get(key) ?? this.#lineNear(path, line, words);
    if (this.#found.size < MOST_LOOKS) this.#found.set(key, known);
    return { ...told, line: known };
  }

  #lineNear(path: string, line: number, words: readonly string[]): number {
    if (this.#looks++ >= MOST_LOOKS || this.#has(path, line, words.slice(0, 1))) return line;
    for (let away = 1; away <= NEAR && this.#looks < MOST_LOOKS; away++, this.#looks += 2)
      for (const near of [line - away, line + away]) if (this.#has(path, near, words)) return near;
    return line;
  }

  /** Whether the process, or one it came from, is a shell that is traced. */
  knows(call: SystemCall): boolean {
    return this.#commands.size > 0 && this.#ancestors(call.pid).some((pid) => this.#commands.has(pid));
  }

  /** The line of what a shell does by itself, where it is not that of the command traced last. */
  lineOf(call: SystemCall, at: number): Source | undefined {
    const ancestors = this.#ancestors(call.pid);
    const before = this.#before(call.pid, at);
    const latest = before ?? first(ancestors, (pid) => this.#before(pid, at));
    if (latest?.source !== undefined && (latest.ends || this.endedAt(call, at) !== undefined))
      return this.#further(call, latest.source);
    if (call.argv !== undefined && latest !== undefined) return undefined;
    const after = before === undefined ? first(ancestors, (pid) => this.#after(pid, at)) : this.#after(call.pid, at);
    const isDone = before === undefined && latest !== undefined && this.#executing.has(call.pid);
    const expanding = !isDone && (before === undefined || ((call.flags ?? 0) & O_DIRECTORY) !== 0);
    const likely = (expanding ? after : latest)?.source ?? latest?.source;
    if (call.path === undefined || call.argv !== undefined || likely === undefined)
      return expanding ? likely : undefined;
    return this.#naming(call.path, likely, latest?.source, after?.source) ?? (expanding ? likely : undefined);
  }

  /** The command after which the trace has ended, where the shell starts a program that no command of it names. */
  endedAt(call: SystemCall, at: number): { readonly source: Source | undefined } | undefined {
    const [name = ''] = call.argv ?? [];
    if (this.#commands.has(call.pid) || name === '' || call.ok === false) return undefined;
    const latest = this.#before(call.ppid, at);
    if (latest === undefined) return undefined;
    return latest.ends || !latest.text.includes(name.slice(name.lastIndexOf('/') + 1)) ? latest : undefined;
  }

  /** The process and those it came from, itself first. */
  #ancestors(pid: number): readonly number[] {
    const found = [pid];
    for (let at = this.#parents.get(pid); at !== undefined && at > 1 && found.length < 8; at = this.#parents.get(at))
      found.push(at);
    return found;
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

  /** After the trace has ended: the next line that says most of what is started or opened. */
  #further(call: SystemCall, from: Source): Source | undefined {
    const name = call.path?.slice(call.path.lastIndexOf('/') + 1) ?? '';
    const words = (call.argv?.slice(0, 8) ?? [name])
      .map((word) => word.slice(0, 200))
      .filter((word) => word.length > 1);
    const lines = this.#linesOf(this.#absolute(from));
    let found: Source | undefined;
    let most = 0;
    for (let at = from.line; at < Math.min(lines.length, from.line + FAR); at++) {
      const said = words.filter((word) => lines[at]?.includes(word)).length;
      if (said <= most) continue;
      most = said;
      found = { file: from.file, line: at + 1 };
    }
    return found;
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

function first<T>(pids: readonly number[], find: (pid: number) => T | undefined): T | undefined {
  for (const pid of pids) {
    const found = find(pid);
    if (found !== undefined) return found;
  }
  return undefined;
}
