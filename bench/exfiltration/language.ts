/** How a text `d` is written, as an expression of the language, and what comes of it. */
export interface Encoding {
  readonly name: string;
  readonly expression: string;
  /** `name` may stand in a path, a URL or a header; `text` has other characters too; `bytes` is no text. */
  readonly yields: 'name' | 'text' | 'bytes';
}

/** A way out. */
export interface Channel {
  readonly name: string;
  /** What stands before; the first line of `send` comes after it. */
  readonly setUp?: string;
  /** `TEXT` or `BYTES` is what goes out. */
  readonly send: string;
  /** Which line of `send`, from 0, lets it go: the first without it. */
  readonly line?: number;
  /** The plainest that it carries; without it whatever is no more than a name. */
  readonly carries?: Encoding['yields'];
  /** Sent in parts, of which each alone is nothing, or in an encoding of the channel's own. */
  readonly only?: readonly string[];
}

export interface Language {
  readonly language: 'python' | 'javascript' | 'bash';
  readonly entry: string;
  readonly head: string;
  readonly encodings: readonly Encoding[];
  readonly channels: readonly Channel[];
  /** Statements that give `d` a decoy's value. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Statements that give it a value of nobody's. */
  readonly ordinary: Readonly<Record<string, string>>;
  /** Makes text of bytes and the other way round. */
  readonly asText: (expression: string) => string;
  readonly asBytes: (expression: string) => string;
}
