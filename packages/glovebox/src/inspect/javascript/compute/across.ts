import type { Evaluator } from '../../resolve/evaluator.ts';
import { UNKNOWN, type Value } from '../../resolve/value.ts';

/** Calls into functions, and from their parameters back to calls, that one question follows. */
const MOST_CROSSED = 4;
/** Questions across functions in one file. */
const MOST_ASKED = 20_000;

interface Answer {
  readonly value: Value;
  /** How many more crossings were allowed when it was found. */
  readonly remaining: number;
  readonly isComplete: boolean;
}

/**
 * Bounds what is followed across functions: everything may call everything, so that without a limit on the way, and without
 * keeping what was found on it, a file of a few thousand functions would take for ever.
 */
export class Crossings {
  readonly #evaluator: Evaluator;
  readonly #known = new Map<object, Answer>();
  #remaining = MOST_CROSSED;
  #asked = 0;
  #cutShort = 0;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** The answer about a place on the other side, found once for each distance it is asked from. */
  follow(place: object, ask: () => Value): Value {
    const known = this.#known.get(place);
    if (known !== undefined && known.remaining >= this.#remaining) return this.#answered(known);
    if (this.#asked >= MOST_ASKED) return UNKNOWN;
    if (this.#remaining === 0) {
      this.#cutShort++;
      return this.#evaluator.postponed();
    }
    this.#asked++;
    const remaining = this.#remaining--;
    const cutShort = this.#cutShort;
    try {
      const value = ask();
      this.#known.set(place, { value, remaining, isComplete: this.#cutShort === cutShort });
      return value;
    } finally {
      this.#remaining = remaining;
    }
  }

  #answered({ value, isComplete }: Answer): Value {
    if (!isComplete && this.#remaining < MOST_CROSSED) {
      this.#cutShort++;
      this.#evaluator.postponed();
    }
    return value;
  }
}
