import type { CodeLanguage } from './captured.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import type { Unmarshal } from './marshalled.ts';

/** What agents say of code that is longer than one line of theirs: `C` lines, as `guest/README.md` has them. */
export interface Told {
  readonly pid: number;
  readonly tid: number;
  readonly how: 'evaluated' | 'input' | 'ran';
  readonly language: CodeLanguage;
  readonly by: string;
  readonly text: string;
  readonly isCut: boolean;
  /** Where a file was asked for. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

const LINE =
  /^C\x1f(\d{1,7})\x1f(\d{1,7})\x1f([012])\x1f(evaluated|input|ran)\x1f(python|javascript|bash|marshal)\x1f([^\x1f]{0,200})\x1f([^\x1f]*)(?:\x1f([^\x1f]{0,4000})\x1f(\d{0,7}))?\n?$/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', u: '\x1f' };
/** Threads that are in the middle of telling. */
const MOST_OPEN = 64;

interface Open {
  readonly parts: string[];
  length: number;
}

/** Joins the pieces of one thread. All of it is hostile: pieces may come in any number and never end. */
export class Pieces {
  readonly #open = new Map<string, Open>();
  readonly #unmarshal: Unmarshal;

  constructor(unmarshal: Unmarshal) {
    this.#unmarshal = unmarshal;
  }

  /** Undefined for what is no piece, and until the last one is there. */
  take(line: string): Told | undefined {
    const [, pid = '', tid = '', more = '', how = '', language = '', by = '', text = '', file, at] =
      LINE.exec(line) ?? [];
    if (pid === '') return undefined;
    const key = `${pid} ${tid} ${how}`;
    const open = this.#open.get(key) ?? { parts: [], length: 0 };
    const piece = text.replace(/\\([\\nru])/g, (_, letter: string) => ESCAPES[letter] ?? '');
    if (open.length < CAPTURE_LIMITS.length) open.parts.push(piece);
    open.length += piece.length;
    if (more === '1') {
      if (this.#open.size < MOST_OPEN || this.#open.has(key)) this.#open.set(key, open);
      return undefined;
    }
    this.#open.delete(key);
    const whole = open.parts.join('');
    return {
      pid: Number(pid),
      tid: Number(tid),
      how: how as Told['how'],
      language: language === 'marshal' ? 'python' : (language as CodeLanguage),
      by,
      text: language === 'marshal' ? (this.#unmarshal(Buffer.from(whole, 'base64')) ?? '') : whole,
      isCut: more === '2',
      file,
      line: at ? Number(at) : undefined,
    };
  }
}
