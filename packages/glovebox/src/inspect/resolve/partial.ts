import type { Value } from './value.ts';

interface Partial {
  readonly value: Value;
  /** Depth of the outermost question that it leaves open. */
  open: number;
}

/**
 * Answers that leave open what is being asked already: definitions may go in circles. Each holds until the outermost question
 * that it leaves open is answered; without them a circle of some functions would be gone around in every order there is.
 */
export class PartialAnswers<Key> {
  readonly #answers = new Map<Key, Partial>();
  /** What waits for the question at each depth. */
  readonly #waiting: Key[][] = [];

  get(key: Key): Readonly<Partial> | undefined {
    return this.#answers.get(key);
  }

  keep(key: Key, value: Value, open: number): void {
    this.#answers.set(key, { value, open });
    this.#at(open).push(key);
  }

  /** The question at a depth is answered; `open` is what its own answer leaves open: the depth or more for nothing, less than 0 for what is not kept. */
  answered(depth: number, open: number): void {
    const waiting = this.#waiting[depth];
    if (waiting === undefined || waiting.length === 0) return;
    this.#waiting[depth] = [];
    for (const key of waiting) {
      const answer = this.#answers.get(key);
      if (answer?.open !== depth) continue;
      if (open >= depth || open < 0) this.#answers.delete(key);
      else this.keep(key, answer.value, open);
    }
  }

  clear(): void {
    this.#answers.clear();
    this.#waiting.length = 0;
  }

  #at(depth: number): Key[] {
    this.#waiting[depth] ??= [];
    return this.#waiting[depth];
  }
}
