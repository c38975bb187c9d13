import { posix } from 'node:path';
import { JAVASCRIPT_EXPRESSIONS } from '../../javascript/evaluate.ts';
import { scopesOf } from '../../javascript/scopes.ts';
import { Frame } from '../frame.ts';
import type { Module, Taint } from '../meaning.ts';
import { type Here, type NamedSource, type Program, ReadFile, type Reading } from '../reader.ts';
import { exported, exportsOf } from './exports.ts';
import { readExpression } from './expressions.ts';
import { namesShared } from './shared.ts';
import { readStatements } from './statements.ts';

const JAVASCRIPT: Reading = {
  expressions: JAVASCRIPT_EXPRESSIONS,
  scopesOf,
  read: readExpression,
  readBlock: readStatements,
};

const DEEPEST_IMPORT = 40;
const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.tsx', '.jsx', '/index.js', '/index.ts'];

/** A file that was read, or is being read. */
interface Loaded {
  readonly file: ReadFile;
  readonly frame: Frame;
}

/** The JavaScript and TypeScript files of a sample: each is read when it is first imported, or in its turn. */
export class JavascriptFiles {
  readonly #sources: ReadonlyMap<string, NamedSource>;
  readonly #program: Program;
  readonly #loaded = new Map<string, Loaded>();
  #depth = 0;

  constructor(sources: readonly NamedSource[], shared: Omit<Program, 'imported'>) {
    this.#sources = new Map(sources.map((one) => [posix.normalize(one.source.file), one]));
    this.#program = { ...shared, imported: (from, specifier, member) => this.#imported(from, specifier, member) };
  }

  read(): void {
    for (const file of this.#sources.keys()) this.#load(file);
  }

  #imported(from: string, specifier: string, member?: string): Taint | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const path = posix.join(posix.dirname(posix.normalize(from)), specifier);
    // TypeScript names the file that will be, with `.js`.
    const names = [...ENDINGS.map((ending) => path + ending), path.replace(/\.js$/, '.ts')];
    const file = names.find((name) => this.#sources.has(name));
    const loaded = file === undefined ? undefined : this.#load(file);
    if (loaded === undefined) return undefined;
    const exports = exportsOf(loaded.file);
    const module: Module = {
      file: loaded.file.source.file,
      exported: (name) => exported(exports, name) ?? loaded.frame.everything(name),
      all: () => [...exports],
    };
    if (member !== undefined) return module.exported(member);
    return exports.get('*') ?? { id: 0, means: { kind: 'module', module } };
  }

  #load(path: string): Loaded | undefined {
    const known = this.#loaded.get(path);
    const source = this.#sources.get(path);
    if (known !== undefined || source === undefined) return known;
    const file = new ReadFile(source, this.#program, JAVASCRIPT);
    const loaded: Loaded = { file, frame: new Frame(this.#program.graph, 'file', namesShared(source.source)) };
    this.#loaded.set(path, loaded);
    const read = (): void => this.#readFile(loaded);
    if (this.#depth >= DEEPEST_IMPORT) this.#program.work.later(read);
    else read();
    return loaded;
  }

  #readFile({ file, frame }: Loaded): void {
    const scope = file.scopes.get(file.source.root);
    if (scope === undefined) return;
    this.#depth++;
    const here: Here = { file, frame, scope, routine: undefined, own: undefined, outer: new Set() };
    readStatements(file.source.root, here);
    this.#depth--;
  }
}
