import { HOLE } from '../resolve/value.ts';
import type { FlowGraph } from './graph.ts';

const MOST_FILES = 2_000;
const LONGEST_PATH = 300;
const MOST_WORDS = 8;

/** What the sample itself writes to files: what one part keeps there, another may read, send or run. */
export class FileContents {
  readonly #graph: FlowGraph;
  readonly #byPath = new Map<string, number>();

  constructor(graph: FlowGraph) {
    this.#graph = graph;
  }

  /** The content of a file by its path as it is written; 0 for a path that is not known. */
  at(path: string | undefined): number {
    if (path === undefined || path === '' || path.length > LONGEST_PATH || path.includes(HOLE)) return 0;
    // An archive is made by a name without its ending.
    const name = path.replace(/^\.\//, '').replace(/\.(zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz)$/, '');
    const known = this.#byPath.get(name);
    if (known !== undefined || this.#byPath.size >= MOST_FILES) return known ?? 0;
    const made = this.#graph.shared();
    this.#byPath.set(name, made);
    return made;
  }

  /** The contents of the files that a command line names. */
  named(line: string | undefined): number[] {
    const words = line?.slice(0, LONGEST_PATH).split(/\s+/, MOST_WORDS) ?? [];
    return words.filter((word) => /[/.]/.test(word)).map((word) => this.at(word));
  }
}
