/** An edit as lines see it: `added` lines come in the place of those from `from` to `to`, all from 1. */
export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly added: number;
}

/**
 * Follows lines of a text that a run was made of through the edits since: what is told of a line stays with it while it moves,
 * and is gone once the line itself is changed.
 */
export class MovedLines {
  #edits: LineEdit[] = [];

  edit(edit: LineEdit): void {
    this.#edits.push(edit);
    if (this.#edits.length > MOST_EDITS) this.#isLost = true;
  }

  #isLost = false;

  /** Whether the text is still what was run. */
  get isSame(): boolean {
    return this.#edits.length === 0;
  }

  /** Where a line is now; undefined when it was changed. */
  at(line: number): number | undefined {
    if (this.#isLost) return undefined;
    let now = line;
    for (const { from, to, added } of this.#edits) {
      if (now < from) continue;
      if (now <= to) return undefined;
      now += added - (to - from + 1);
    }
    return now;
  }
}

/** After so many edits what was seen is too old to be told; saving runs it again. */
const MOST_EDITS = 2_000;
