import { workedMs } from '../clock.ts';

/** Deeper nesting is not followed: the stack is finite. */
const DEEPEST = 160;
/** Questions between two looks at the clock. */
const ASKED = 500;
const MOST_TASKS = 50_000;

/** What is left to read, and how deep the reader is in it: bodies of functions wait until everything around them is known. */
export class Work {
  readonly #waiting: (() => void)[] = [];
  readonly #deadline: number;
  #depth = 0;
  #asked = 0;
  #isCut = false;
  #isLate = false;

  /** `deadline` as {@link workedMs} counts. */
  constructor(deadline: number) {
    this.#deadline = deadline;
  }

  /** Whether something was nested too deep, or too much waited. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether the time is up, looked at now and then. */
  isLate(): boolean {
    if (this.#isLate || ++this.#asked % ASKED !== 0) return this.#isLate;
    this.#isLate = workedMs() > this.#deadline;
    if (this.#isLate) this.#isCut = true;
    return this.#isLate;
  }

  later(task: () => void): void {
    if (this.#waiting.length < MOST_TASKS) this.#waiting.push(task);
    else this.#isCut = true;
  }

  finish(): void {
    for (let at = 0; at < this.#waiting.length && !this.isLate(); at++) this.#waiting[at]?.();
  }

  /** Reads one level further down, or gives `otherwise` where that is too deep. */
  deeper<T>(read: () => T, otherwise: T): T {
    if (this.#depth >= DEEPEST || this.isLate()) {
      this.#isCut = true;
      return otherwise;
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}
