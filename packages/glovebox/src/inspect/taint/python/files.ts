import { posix } from 'node:path';
import { PYTHON_EXPRESSIONS } from '../../python/evaluate.ts';
import { scopesOf } from '../../python/scopes.ts';
import { partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { type Source, textOf } from '../../syntax/parse.ts';
import { walk } from '../../syntax/walk.ts';
import { Frame } from '../frame.ts';
import type { Module, Taint } from '../meaning.ts';
import { type Here, type NamedSource, type Program, ReadFile, type Reading } from '../reader.ts';
import { readExpression } from './expressions.ts';
import { readStatements } from './statements.ts';

const PYTHON: Reading = { expressions: PYTHON_EXPRESSIONS, scopesOf, read: readExpression, readBlock: readStatements };

/** Chains of imports longer than this are not followed at once: the stack is finite. */
const DEEPEST_IMPORT = 40;

/** The Python files of a sample: each is read when it is first imported, or in its turn. */
export class PythonFiles {
  readonly #sources: ReadonlyMap<string, NamedSource>;
  readonly #folders = new Set<string>();
  readonly #program: Program;
  readonly #frames = new Map<string, Frame>();
  #depth = 0;

  constructor(sources: readonly NamedSource[], shared: Omit<Program, 'imported'>) {
    this.#sources = new Map(sources.map((one) => [posix.normalize(one.source.file), one]));
    for (const file of this.#sources.keys())
      for (let folder = posix.dirname(file); folder !== '.' && folder !== '/'; folder = posix.dirname(folder))
        this.#folders.add(folder);
    this.#program = { ...shared, imported: (from, module, member) => this.#imported(from, module, member) };
  }

  read(): void {
    for (const file of this.#sources.keys()) this.#frameOf(file);
  }

  #imported(from: string, module: string, member?: string): Taint | undefined {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const path = module.slice(dots).replaceAll('.', '/');
    let folder = posix.dirname(posix.normalize(from));
    for (let up = 1; up < dots; up++) folder = posix.dirname(folder);
    const bases = dots > 0 ? [folder] : [folder, '.', 'src'];
    for (const base of bases) {
      const found = this.#moduleAt(posix.join(base, path), member);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #moduleAt(path: string, member: string | undefined): Taint | undefined {
    const file = this.#fileAt(path);
    if (file === undefined && path !== '.' && !this.#folders.has(path)) return undefined;
    const frame = file === undefined ? undefined : this.#frameOf(file);
    const module: Module = {
      file: file ?? path,
      exported: (name) =>
        (frame?.owns(name) ? undefined : this.#moduleAt(posix.join(path, name), undefined)) ??
        frame?.everything(name) ?? { id: 0 },
      all: () => frame?.values() ?? [],
    };
    return member === undefined ? { id: 0, means: { kind: 'module', module } } : module.exported(member);
  }

  #fileAt(path: string): string | undefined {
    return [`${path}.py`, `${path}/__init__.py`].find((file) => this.#sources.has(file));
  }

  #frameOf(file: string): Frame | undefined {
    const source = this.#sources.get(file);
    const known = this.#frames.get(file);
    if (known !== undefined || source === undefined) return known;
    const { graph } = this.#program;
    const frame = new Frame(graph, 'file', namesShared(source.source));
    this.#frames.set(file, frame);
    if (this.#depth >= DEEPEST_IMPORT) this.#program.work.later(() => this.#readFile(source, frame));
    else this.#readFile(source, frame);
    return frame;
  }

  #readFile(source: NamedSource, frame: Frame): void {
    this.#depth++;
    const read = new ReadFile(source, this.#program, PYTHON);
    const scope = read.scopes.get(read.source.root);
    if (scope !== undefined) {
      const here: Here = { file: read, frame, scope, routine: undefined, own: undefined, outer: new Set() };
      readStatements(read.source.root, here);
    }
    this.#depth--;
  }
}

/** Names that some function declares as another one's. */
function namesShared(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  walk(source.root, {
    enter(node: SyntaxNode) {
      if (node.type !== 'global_statement' && node.type !== 'nonlocal_statement') return;
      for (const name of partsOf(node)) names.add(textOf(source, name));
    },
  });
  return names;
}
