import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { EXTRACTION_BOUNDS } from './part.ts';

/** A YAML file whose values still know their lines. */
export interface YamlFile {
  readonly document: Document;
  readonly counter: LineCounter;
  readonly sourceLines: readonly string[];
}

const MOST_CHARACTERS = 512 * 1024;
const MOST_DOCUMENTS = 20;
/** Brackets in a row, or an indentation, that nobody writes: the parser goes down with each. */
const NESTED = /(?:[[{]\s{0,3}){100}|^(?:- {0,3}){100}|^ {1000}\S/m;

/**
 * The file's documents, each of which some system reads, or why it has none. Nothing in it is built into objects, so that no alias
 * multiplies.
 */
export function parseYaml(text: string): readonly YamlFile[] | string {
  if (text.length > MOST_CHARACTERS) return 'it is larger than any such file needs to be';
  if (NESTED.test(text)) return 'it is nested too deeply';
  const counter = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { lineCounter: counter, uniqueKeys: false, logLevel: 'silent' });
    const whole = Array.isArray(documents) ? documents.filter(({ contents }) => contents !== null) : [];
    if (whole.length === 0) return 'it is empty';
    if (whole.length > MOST_DOCUMENTS) return `it has ${whole.length} documents`;
    const [error] = whole.flatMap(({ errors }) => errors);
    if (error !== undefined) return (error.message.split('\n', 1)[0] ?? '').replace(/:$/, '');
    const sourceLines = text.split('\n');
    return whole.map((document) => ({ document: document as Document, counter, sourceLines }));
  } catch (cause) {
    // Nesting without end exhausts the parser's stack.
    return cause instanceof RangeError ? 'it is nested too deeply' : String(cause);
  }
}

/** A map on the way to a value, the innermost last. */
export interface Step {
  readonly key: string | number;
  readonly node: Node;
}

/** What is called for each pair of a map, with the maps and lists around it; `false` keeps the walk from going into the value. */
export type VisitPair = (key: string, value: Node, around: readonly Step[], map: YAMLMap) => boolean | undefined;

/** Walks all maps, through aliases and merged ones too, within bounds. Returns whether it came to the end. */
export function walkYaml({ document }: YamlFile, visit: VisitPair): boolean {
  let left: number = EXTRACTION_BOUNDS.values;
  const go = (given: unknown, around: readonly Step[]): void => {
    if (left-- <= 0 || around.length > EXTRACTION_BOUNDS.depth) {
      left = 0;
      return;
    }
    const node = resolved(document, given);
    if (isSeq(node)) {
      node.items.forEach((item, index) => {
        const inner = resolved(document, item);
        if (inner !== undefined) go(inner, [...around, { key: index, node: inner }]);
      });
    }
    if (!isMap(node)) return;
    for (const pair of node.items as Pair[]) {
      const value = resolved(document, pair.value);
      const key = keyOf(pair);
      if (value === undefined || key === undefined) continue;
      if (key === '<<') go(value, around);
      else if (visit(key, value, around, node) !== false) go(value, [...around, { key, node: value }]);
    }
  };
  go(document.contents, []);
  return left > 0;
}

/** What an alias stands for. */
export function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

/** The value of a map's key; undefined in what is no map. */
export function valueAt(document: Document, map: unknown, key: string): Node | undefined {
  if (!isMap(map)) return undefined;
  let known = INDEXES.get(map);
  if (known === undefined) {
    // The first of equal keys counts.
    known = new Map((map.items as Pair[]).map((pair) => [keyOf(pair), pair.value] as const).reverse());
    INDEXES.set(map, known);
  }
  return resolved(document, known.get(key));
}

/** Maps are asked for the same few keys by every script below them. */
const INDEXES = new WeakMap<YAMLMap, ReadonlyMap<string | undefined, unknown>>();

/** The text of a scalar; undefined for maps, lists and nothing. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  return String(node.value);
}

/** Pairs of a map whose values are scalars, with their lines. */
export function scalarsOf(file: YamlFile, map: unknown): (readonly [name: string, value: string, line: number])[] {
  if (!isMap(map)) return [];
  return (map.items as Pair[]).slice(0, EXTRACTION_BOUNDS.scalars).flatMap((pair) => {
    const [name, node] = [keyOf(pair), resolved(file.document, pair.value)];
    const value = textOf(node);
    return name === undefined || value === undefined ? [] : [[name, value, lineOf(file, node)] as const];
  });
}

/** Texts of a scalar, or of a list of them, lists inside of lists too; each with the line of each of its lines. */
export function textsOf(file: YamlFile, node: Node | undefined, depth = 0): { text: string; lines: number[] }[] {
  if (isSeq(node)) {
    if (depth > 10) return [];
    return node.items.flatMap((item) => textsOf(file, resolved(file.document, item), depth + 1));
  }
  const text = textOf(node);
  return text === undefined ? [] : [{ text, lines: linesOf(file, node as Scalar, text) }];
}

/** Line of a node, from 1. */
export function lineOf({ counter }: YamlFile, node: unknown): number {
  const start = isNode(node) ? node.range?.[0] : undefined;
  return start === undefined ? 1 : counter.linePos(start).line;
}

/** Where each line of a scalar's value stands. A literal block keeps its lines; other notations fold them, and are searched. */
function linesOf(file: YamlFile, scalar: Scalar, text: string): number[] {
  const first = lineOf(file, scalar);
  const values = text.split('\n');
  if (scalar.type === 'BLOCK_LITERAL') return values.map((_, index) => first + 1 + index);
  const last = scalar.range === undefined || scalar.range === null ? first : file.counter.linePos(scalar.range[1]).line;
  let line = scalar.type === 'BLOCK_FOLDED' ? first + 1 : first;
  return values.map((value) => {
    const begins = value.trim().slice(0, 12);
    for (let at = line; begins !== '' && at <= last; at++) {
      if (!(file.sourceLines[at - 1] ?? '').includes(begins)) continue;
      line = at;
      return Math.min(line++, last);
    }
    return Math.min(line, last);
  });
}
