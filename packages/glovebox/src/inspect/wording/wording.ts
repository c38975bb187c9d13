import type { Wording } from '../site.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { Source } from '../syntax/parse.ts';
import { addressedToModel } from './addressed.ts';
import { type Claim, ClaimCollector } from './claims.ts';
import { PassageCollector } from './comments.ts';
import { HomoglyphCollector } from './homoglyph.ts';
import { unseenIn } from './unseen.ts';

const MOST_ADDRESSED = 20;

/** What is wrong with a file's own words, and what they claim, gathered while it is walked. */
export class WordingCollector {
  readonly #source: Source;
  readonly #names: HomoglyphCollector;
  readonly #claims: ClaimCollector;
  readonly #passages: PassageCollector;
  readonly #addressed: Wording[] = [];

  constructor(source: Source) {
    this.#source = source;
    this.#names = new HomoglyphCollector(source);
    this.#claims = new ClaimCollector(source.file);
    this.#passages = new PassageCollector(source, (passage) => {
      this.#claims.read(passage);
      const addressed = this.#addressed.length < MOST_ADDRESSED ? addressedToModel(passage, source.file) : undefined;
      if (addressed !== undefined) this.#addressed.push(addressed);
    });
  }

  see(node: SyntaxNode): void {
    this.#names.see(node);
    this.#claims.see(node);
    this.#passages.see(node);
  }

  /** To be asked once, after the walk. */
  result(): { readonly wording: readonly Wording[]; readonly claims: readonly Claim[] } {
    this.#passages.close();
    const wording = [...unseenIn(this.#source), ...this.#names.found(), ...this.#addressed];
    return { wording: wording.sort((a, b) => a.line - b.line), claims: this.#claims.claims() };
  }
}
