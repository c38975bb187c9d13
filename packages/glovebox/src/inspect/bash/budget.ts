/** What following one script may cost, in commands and in characters: a script is written by whoever wants it to be too much. */
export class Budget {
  #steps: number;
  #characters: number;

  constructor(steps: number, characters: number) {
    this.#steps = steps;
    this.#characters = characters;
  }

  /** False once the steps are used up. */
  step(): boolean {
    return --this.#steps > 0 && this.#characters > 0;
  }

  /** False where so many characters are more than is left. */
  spend(characters: number): boolean {
    this.#characters -= characters;
    return this.#characters > 0;
  }

  get isSpent(): boolean {
    return this.#steps <= 0 || this.#characters <= 0;
  }
}
