import { type Node, parseTree } from 'jsonc-parser';
import { EXTRACTION_BOUNDS } from './part.ts';

/** A JSON file whose values know their lines. */
export interface JsonFile {
  readonly root: Node;
  /** Line of a value, from 1. */
  lineOf(node: Node): number;
}

/** The file, or why it is no JSON. */
export function parseJson(text: string, allowComments = false): JsonFile | string {
  const errors: { offset: number }[] = [];
  try {
    const root = parseTree(text, errors as never, {
      disallowComments: !allowComments,
      allowTrailingComma: allowComments,
    });
    const starts = lineStarts(text);
    const lineAt = (offset: number) => lineOfOffset(starts, offset);
    if (root === undefined || errors[0] !== undefined) return `line ${lineAt(errors[0]?.offset ?? 0)} is no JSON`;
    return { root, lineOf: ({ offset }) => lineAt(offset) };
  } catch (cause) {
    return cause instanceof RangeError ? 'it is nested too deeply' : String(cause);
  }
}

/** Members of an object with string keys; none of anything else. As JSON.parse does, the last of equal keys counts. */
export function membersOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  if (node?.type !== 'object') return members;
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (key !== undefined && value !== undefined) members.set(String(key.value), value);
    if (members.size >= EXTRACTION_BOUNDS.values) break;
  }
  return members;
}

export function elementsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

export function stringOf(node: Node | undefined): string | undefined {
  return node?.type === 'string' ? String(node.value) : undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOfOffset(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
