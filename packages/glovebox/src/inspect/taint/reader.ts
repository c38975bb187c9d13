import { Evaluator, type Expressions } from '../resolve/evaluator.ts';
import type { Names } from '../resolve/names.ts';
import type { Scope } from '../resolve/scope.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import type { Calls } from './calls.ts';
import type { Frame } from './frame.ts';
import type { FlowGraph, Origin, Routine } from './graph.ts';
import type { ClassOf, Meaning, Taint } from './meaning.ts';
import type { SiteIndex } from './sites.ts';
import type { Work } from './work.ts';

/** What the files of one sample share while they are read. */
export interface Program {
  readonly graph: FlowGraph;
  readonly sites: SiteIndex;
  readonly calls: Calls;
  readonly work: Work;
  /** What an import gives where it names a file of the sample. */
  readonly imported: (from: string, module: string, member?: string) => Taint | undefined;
  /** What functions are known to return. */
  readonly returns: Map<Routine, Meaning>;
}

/** Where in a file the reader is: the variables it sees, the function and the class it is in. */
export interface Here {
  readonly file: ReadFile;
  readonly frame: Frame;
  readonly scope: Scope;
  readonly routine: Routine | undefined;
  readonly own: ClassOf | undefined;
  /** Names that belong to an outer function or to the file (`global`, `nonlocal`). */
  readonly outer: Set<string>;
}

/** A file, and what is known of its names already. */
export interface NamedSource {
  readonly source: Source;
  readonly names?: Names | undefined;
}

/** How a language is read: its expressions and its statements hold each other. */
export interface Reading {
  readonly expressions: Expressions;
  readonly scopesOf: (source: Source) => ReadonlyMap<SyntaxNode, Scope>;
  /** What data an expression holds. */
  readonly read: (node: SyntaxNode | undefined, here: Here) => Taint;
  /** Reads statements in the order they run. */
  readonly readBlock: (block: SyntaxNode, here: Here) => void;
}

export function read(node: SyntaxNode | undefined, here: Here): Taint {
  return here.file.reading.read(node, here);
}

export function readBlock(block: SyntaxNode, here: Here): void {
  here.file.reading.readBlock(block, here);
}

/** One file with what is needed to tell what its names are. */
export class ReadFile {
  readonly source: Source;
  readonly program: Program;
  readonly reading: Reading;
  readonly evaluator: Evaluator;
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>;

  constructor({ source, names }: NamedSource, program: Program, reading: Reading) {
    this.source = source;
    this.program = program;
    this.reading = reading;
    this.evaluator = names?.evaluator ?? new Evaluator(source, reading.expressions);
    this.scopes = names?.scopes ?? reading.scopesOf(source);
  }

  text(node: SyntaxNode): string {
    return textOf(this.source, node);
  }

  step(node: SyntaxNode, what: string): { file: string; line: number; what: string } {
    return { file: this.source.file, line: node.row + 1, what };
  }

  /** The public name of what an expression names: `subprocess.run`. */
  publicName(node: SyntaxNode | undefined, scope: Scope): string | undefined {
    const value = this.evaluator.value(node, scope);
    return value.kind === 'name' ? value.name : undefined;
  }

  /** A place where data enters the program. */
  origin(node: SyntaxNode, origin: Origin, what: string): Taint {
    const { graph } = this.program;
    const id = graph.node(this.step(node, what));
    if (id !== 0) graph.origins.set(id, origin);
    return { id };
  }
}
