import { posix } from 'node:path';
import { childOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { type Source, textOf } from '../../syntax/parse.ts';
import { walk } from '../../syntax/walk.ts';
import { Frame } from '../frame.ts';
import type { FlowGraph, Routine } from '../graph.ts';
import type { Here, Scripts } from './here.ts';
import { run } from './statements.ts';

/** A function's words are its parameters, those past the ninth together, and then its input. */
const PARAMETERS = ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9', '$@', 'input'];

/** Reads every script of a sample; one that another includes is read there as well. */
export function readScripts(
  sources: readonly Source[],
  shared: Pick<Scripts, 'graph' | 'sites' | 'work' | 'contents'>,
): void {
  const byPath = new Map(sources.map((source) => [posix.normalize(source.file), source]));
  const functions = new Map<string, Routine>();
  const bodies: { readonly node: SyntaxNode; readonly source: Source; readonly routine: Routine }[] = [];
  for (const source of sources) {
    for (const node of functionsIn(source)) {
      const name = childOf(node, 'name');
      const routine = routineOf(name === undefined ? '' : textOf(source, name), shared.graph);
      functions.set(routine.name, routine);
      bodies.push({ node, source, routine });
    }
  }
  const frames = new Map<Source, Frame>();
  const scripts: Scripts = {
    ...shared,
    run,
    functions,
    include(from, path, here) {
      const name = posix.basename(path);
      const beside = posix.join(posix.dirname(posix.normalize(from)), path);
      const source = byPath.get(beside) ?? [...byPath.values()].find(({ file }) => posix.basename(file) === name);
      if (source === undefined || source === here.source) return false;
      if (!frames.has(source)) readFile(source, here.frame);
      return true;
    },
  };
  for (const source of sources)
    if (!frames.has(source)) readFile(source, new Frame(shared.graph, 'file', namesShared(source)));
  for (const { node, source, routine } of bodies) readBody(node, source, routine);

  function readFile(source: Source, frame: Frame): void {
    frames.set(source, frame);
    run(source.root, undefined, { source, scripts, frame, routine: undefined });
  }

  function readBody(node: SyntaxNode, source: Source, routine: Routine): void {
    const body = childOf(node, 'body');
    const frame = frames.get(source)?.inner('function');
    if (body === undefined || frame === undefined) return;
    const here: Here = { source, scripts, frame, routine };
    shared.graph.edge(run(body, routine.parameters[10]?.node, here), routine.result);
  }
}

function functionsIn(source: Source): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(source.root, {
    enter(node) {
      if (node.type === 'function_definition') found.push(node);
    },
  });
  return found;
}

function routineOf(name: string, graph: FlowGraph): Routine {
  return graph.routine(
    name,
    PARAMETERS.map((parameter) => ({ name: parameter, isRest: parameter === '$@' })),
  );
}

/** Variables that functions set: they hold at any time what was ever assigned. */
function namesShared(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  let depth = 0;
  walk(source.root, {
    enter(node) {
      if (node.type === 'function_definition') depth++;
      const name = depth > 0 && node.type === 'variable_assignment' ? childOf(node, 'name') : undefined;
      if (name !== undefined && node.parent?.type !== 'declaration_command') names.add(textOf(source, name));
      if (depth > 0 && node.type === 'command' && /^(read|mapfile|readarray)\b/.test(textOf(source, node)))
        for (const part of partsOf(node)) if (part.field === 'argument') names.add(textOf(source, part));
    },
    leave(node) {
      if (node.type === 'function_definition') depth--;
    },
  });
  return names;
}
