import type { SyntaxNode } from '../../inspect/syntax/node.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import { javascriptTerm } from './javascript.ts';
import { type Names, namesIn } from './names.ts';
import { pythonTerm } from './python.ts';
import { constant, operation, type Term, UNKNOWN } from './term.ts';

/** A file whose expressions are made terms of. */
export interface Reading {
  readonly source: Source;
  readonly names: Names;
  readonly text: (node: SyntaxNode) => string;
  /** The node as a term, names and functions of the file put in. */
  readonly term: (node: SyntaxNode, depth?: number) => Term;
  /** What a function of the file gives back for these arguments; undefined where it is none, or not one expression. */
  readonly call: (name: string, given: readonly Term[], depth: number) => Term | undefined;
  /** What a name stands for at a place: a parameter's argument, or the last value it was given before, else the first. */
  readonly resolve: (name: string, at: SyntaxNode, depth: number) => Term | undefined;
}

const DEEPEST = 24;
/** Nodes made terms of for one file: names may stand for names without end. */
const MOST_TERMS = 20_000;

export function readingOf(source: Source): Reading {
  let made = 0;
  /** What parameters stand for while a function's expression is read. */
  const bound: Map<string, Term>[] = [];
  const make = source.grammar === 'python' ? pythonTerm : javascriptTerm;
  const reading: Reading = {
    source,
    names: namesIn(source),
    text: (node) => source.text.slice(node.start, Math.min(node.end, node.start + 400)),
    term(node, depth = 0) {
      return depth > DEEPEST || ++made > MOST_TERMS ? UNKNOWN : make(reading, node, depth);
    },
    call(name, given, depth) {
      const own = reading.names.functions.get(name);
      if (own === undefined || depth > DEEPEST) return undefined;
      bound.push(new Map(own.parameters.map((parameter, index) => [parameter, given[index] ?? UNKNOWN])));
      const term = reading.term(own.value, depth + 2);
      bound.pop();
      return term;
    },
    resolve(name, at, depth) {
      const given = bound.at(-1)?.get(name);
      if (given !== undefined) return given;
      const values = reading.names.values.get(name);
      const value = values?.findLast(({ end }) => end <= at.start) ?? values?.[0];
      const part = value === undefined ? reading.names.split.get(name) : undefined;
      if (part !== undefined && part.value.end <= at.start)
        return operation('item', reading.term(part.value, depth + 1), constant(part.index));
      if (value === undefined || (value.start <= at.start && at.end <= value.end)) return undefined;
      return reading.term(value, depth + 1);
    },
  };
  return reading;
}
