import type { SyntaxNode } from '../../syntax/node.ts';
import { type Source, textOf } from '../../syntax/parse.ts';
import type { FileContents } from '../contents.ts';
import type { Frame } from '../frame.ts';
import type { FlowGraph, Origin, Routine } from '../graph.ts';
import type { SiteIndex } from '../sites.ts';
import type { Work } from '../work.ts';

/** What the scripts of one sample share while they are read. */
export interface Scripts {
  readonly graph: FlowGraph;
  readonly sites: SiteIndex;
  readonly work: Work;
  /** Reads a file of the sample in place, as `source` does; false where it is none. */
  readonly include: (from: string, path: string, here: Here) => boolean;
  /** Reads a statement and gives what it prints. */
  readonly run: (node: SyntaxNode, input: Input, here: Here) => number;
  /** Functions of all scripts by their names. */
  readonly functions: ReadonlyMap<string, Routine>;
  /** What the scripts write to files. */
  readonly contents: FileContents;
}

/** Where in a script the reader is. */
export interface Here {
  readonly source: Source;
  readonly scripts: Scripts;
  readonly frame: Frame;
  /** The function, whose parameters are `1` to `9`, all others, and its input. */
  readonly routine: Routine | undefined;
}

/** What comes in on the input: undefined for a terminal. */
export type Input = number | undefined;

export function text(node: SyntaxNode, { source }: Here): string {
  return textOf(source, node);
}

export function stepAt(node: SyntaxNode, what: string, { source }: Here): { file: string; line: number; what: string } {
  return { file: source.file, line: node.row + 1, what };
}

export function originAt(node: SyntaxNode, origin: Origin, what: string, here: Here): number {
  const { graph } = here.scripts;
  const id = graph.node(stepAt(node, what, here));
  if (id !== 0) graph.origins.set(id, origin);
  return id;
}

/** A path as it is written, without quotes. */
export function plain(word: SyntaxNode, here: Here): string {
  return text(word, here).slice(0, 300).replace(/["']/g, '');
}

/** Gives a variable what it holds. A function's variables are everybody's unless they are declared in it. */
export function give(node: SyntaxNode, name: string, from: number, here: Here, isLocal: boolean): void {
  const step = stepAt(node, `assigned to ${name}`, here);
  if (isLocal || here.routine === undefined || here.frame.owns(name)) here.frame.assign(name, { id: from }, step);
  else here.frame.assignOuter(name, { id: from }, step);
}
