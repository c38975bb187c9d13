import type { Entry } from './entry.ts';

/** The reports that this process asked for last, as text: nobody's changes to a report reach the next one that asks. */
export class Memory {
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  #characters = 0;

  constructor(characters: number) {
    this.#most = characters;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Makes it the last that was used. */
  put(key: string, entry: Entry): void {
    this.#remove(key);
    if (entry.json.length > this.#most) return;
    this.#entries.set(key, entry);
    this.#characters += entry.json.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#characters <= this.#most) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#characters -= this.#entries.get(key)?.json.length ?? 0;
    this.#entries.delete(key);
  }
}
