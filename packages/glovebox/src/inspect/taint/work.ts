/** Deeper nesting is not followed: the stack is finite. */
const DEEPEST = 160;
const MOST_TASKS = 50_000;

/** What is left to read, and how deep the reader is in it: bodies of functions wait until everything around them is known. */
export class Work {
  readonly #waiting: (() => void)[] = [];
  #depth = 0;
  #isCut = false;

  /** Whether something was nested too deep, or too much waited. */
  get isCut(): boolean {
    return this.#isCut;
  }

  later(task: () => void): void {
    if (this.#waiting.length < MOST_TASKS) this.#waiting.push(task);
    else this.#isCut = true;
  }

  finish(): void {
    for (let at = 0; at < this.#waiting.length; at++) this.#waiting[at]?.();
  }

  /** Reads one level further down, or gives `otherwise` where that is too deep. */
  deeper<T>(read: () => T, otherwise: T): T {
    if (this.#depth >= DEEPEST) {
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
