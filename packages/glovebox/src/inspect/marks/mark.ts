import type { SyntaxNode } from '../syntax/node.ts';
import { isBlob, MANY_BLOBS, marksOfText } from './texts.ts';

/** What uses no capability, or not by itself, and still says something of a source. */
export const MARK_KINDS = [
  // What is commonly written wrong.
  'built-sql',
  'weak-hash',
  'weak-password-hash',
  'weak-cipher',
  'short-key',
  'weak-random',
  'unverified-tls',
  'old-tls',
  'unchecked-host-key',
  'unverified-token',
  'unescaped-template',
  'predictable-temporary',
  'unsafe-extraction',
  'xml-entities',
  'xml-parser',
  'assert-guard',
  'slow-regex',
  'hard-coded-secret',
  'cleartext-protocol',
  'debug-server',
  'remote-model-code',
  'remote-configuration',
  'swallowed-error',
  'no-timeout',
  // What is written so that it is not seen, or to be run unasked.
  'shady-link',
  'opaque-text',
  'mangled-names',
  'install-hook',
  'screen-or-clipboard',
  'packet-capture',
  'library-preload',
  'path-hijack',
  'encoded-program',
  'escape-chain',
  'object-payload',
  // What has no end, or ends what is not its own.
  'endless-loop',
  'endless-growth',
  'large-blocks',
  'endless-write',
  'endless-spawn',
  'endless-requests',
  'endless-recursion',
  'foreign-kill',
  'destructive-sql',
  // What is nothing by itself, and a weakness where input reaches it.
  'redirect',
  'template-source',
  'named-file',
  // What decides over people by what they are born as.
  'discriminating-decision',
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

export interface Mark {
  readonly kind: MarkKind;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Offsets in UTF-16 units; the second is the first that is no part of it. */
  readonly span: readonly [number, number];
  /** What stands there, at most 160 characters; hostile. */
  readonly text: string;
}

const MOST_MARKS = 500;
const LONGEST_TEXT = 160;

/** Gathers the marks of one file, bounded, each kind once a line. */
export class MarkCollector {
  readonly marks: Mark[] = [];
  readonly #file: string;
  readonly #seen = new Set<string>();
  #blobs = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Marks what a text says by itself, whether it is written so or put together. */
  addText(node: SyntaxNode, content: string): void {
    for (const kind of marksOfText(content)) this.add(node, kind, content);
    if (isBlob(content) && ++this.#blobs === MANY_BLOBS) this.add(node, 'opaque-text', content);
  }

  add(node: SyntaxNode, kind: MarkKind, text: string): void {
    const line = node.row + 1;
    const key = `${kind} ${line}`;
    if (this.marks.length >= MOST_MARKS || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.marks.push({ kind, file: this.#file, line, span: [node.start, node.end], text: text.slice(0, LONGEST_TEXT) });
  }
}
