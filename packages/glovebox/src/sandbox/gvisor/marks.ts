import type { HintLine } from '../../observe/message.ts';
import { QUOTED, unquote } from './quoted.ts';

const WRITE = new RegExp(`^0x[0-9a-f]+ (pipe:\\[\\d+\\]), 0x[0-9a-f]+ ${QUOTED}`);

/** How much of a hint's line the trace surely shows of it. */
const COMPARED = 900;
/** How far ahead a hint is looked for, when those before it were never seen written. */
const AHEAD = 64;
const MAX_MARKS = 50_000;

/**
 * Where the agents wrote their hints among the calls. The hints themselves come through the warden; the trace shows the writes
 * to the same pipe, in order with everything else a thread does.
 */
export class HintMarks {
  #pipe: string | undefined;
  #agent = Infinity;
  #begin: number | undefined;
  #waits = true;
  readonly #texts: string[] = [];

  /** Whether the process is older than the agent, and so one of the warden's. */
  isWarden(pid: number): boolean {
    return this.#pipe !== undefined && pid < this.#agent;
  }

  /** When the sample's first instruction came, in milliseconds since the epoch. */
  get begin(): number | undefined {
    return this.#begin;
  }

  get begun(): boolean {
    return this.#begin !== undefined;
  }

  /** The next beginning counts: a session has a new cell. */
  nextCell(): void {
    this.#waits = true;
  }

  /** A write; the number of its mark when it went to the pipe of the hints. */
  write(pid: number, args: string, at: number): number | undefined {
    const [, pipe, quoted = ''] = WRITE.exec(args) ?? [];
    if (pipe === undefined || (this.#pipe !== undefined && pipe !== this.#pipe)) return undefined;
    const text = unquote(quoted);
    if (this.#pipe === undefined) {
      if (text !== `W\x1f${pid}\n`) return undefined;
      this.#pipe = pipe;
      this.#agent = pid;
    }
    if (this.#waits && text.startsWith('B\x1f')) {
      this.#begin = at;
      this.#waits = false;
    }
    if (this.#texts.length >= MAX_MARKS) return undefined;
    return this.#texts.push(text) - 1;
  }

  /** Gives each mark the hints that were written there; `undefined` gives what is left, which no write was seen for. */
  placer(hints: readonly HintLine[]): (mark: number | undefined, ms: number) => HintLine[] {
    const comparable = hints.map(({ line }) => plain(line));
    let next = 0;
    let last = 0;
    return (mark, ms) => {
      if (mark === undefined) return hints.slice(next).map((hint) => ({ ...hint, ms: last }));
      last = ms;
      const lines = (this.#texts[mark] ?? '').replace(/\n$/, '').split('\n').map(plain);
      const from = next;
      for (const line of lines) {
        const head = line.slice(0, COMPARED);
        const found = comparable.slice(next, next + AHEAD).findIndex((one) => one.startsWith(head));
        if (found >= 0) next += found + 1;
      }
      return hints.slice(from, next).map((hint) => ({ ...hint, ms }));
    };
  }
}

/** Bytes that are no ASCII come differently through the two ways, one character each. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
