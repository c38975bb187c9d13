import { HOLE } from '../resolve/value.ts';
import { type Known, known } from './known.ts';

/** What a command reads from its standard input, which its loops read line by line. */
export class Input {
  /** Undefined where it is a terminal or whatever else is not in the script. */
  readonly content: Known | undefined;
  #at = 0;

  constructor(content?: Known) {
    this.content = content;
  }

  /** What is left of it. */
  rest(): Known | undefined {
    if (this.content === undefined) return undefined;
    const rest = known(this.content.text.slice(this.#at), this.content);
    this.#at = this.content.text.length;
    return rest;
  }

  /** What is left of it, for somebody who only looks. */
  peek(): Known | undefined {
    return this.content === undefined ? undefined : known(this.content.text.slice(this.#at), this.content);
  }

  /** The next line; undefined where it is not known, `end` past the last one. */
  line(): Known | 'end' | undefined {
    if (this.content === undefined) return undefined;
    const { text } = this.content;
    if (this.#at >= text.length) return 'end';
    const end = text.indexOf('\n', this.#at);
    const line = text.slice(this.#at, end < 0 ? text.length : end);
    this.#at = end < 0 ? text.length : end + 1;
    // What a command prints that is not known may be any number of lines.
    if (line.includes(HOLE)) this.#at = text.length;
    return known(line, this.content);
  }
}
