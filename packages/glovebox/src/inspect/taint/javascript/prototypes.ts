import { childOf, type SyntaxNode } from '../../syntax/node.ts';
import { ClassOf, type Taint } from '../meaning.ts';
import { type Here, read } from '../reader.ts';
import { define } from './functions.ts';

/** A function that is declared; by its name in capitals it makes objects, as a class does. */
export function declareFunction(node: SyntaxNode, here: Here): Taint {
  const name = childOf(node, 'name');
  if (name === undefined || !/^[A-Z]/.test(here.file.text(name))) return define(node, here);
  const of = new ClassOf(here.file.program.graph, here.file.text(name).slice(0, 80), undefined);
  const { means } = define(node, here, of);
  if (means?.kind === 'routine') of.methods.set('constructor', means);
  return { id: 0, means: { kind: 'class', of } };
}

const FUNCTIONS = /^(function_expression|generator_function)$/;

/** `Name.prototype.method = function …`: a method of the class that the function is; undefined for anything else. */
export function assignMethod(left: SyntaxNode, right: SyntaxNode | undefined, here: Here): Taint | undefined {
  const owner = childOf(left, 'object');
  const method = childOf(left, 'property');
  const part = owner && childOf(owner, 'property');
  if (right === undefined || method === undefined || part === undefined || !FUNCTIONS.test(right.type))
    return undefined;
  if (here.file.text(part) !== 'prototype') return undefined;
  const { means } = read(childOf(owner ?? left, 'object'), here);
  if (means?.kind !== 'class') return undefined;
  const value = define(right, here, means.of);
  if (value.means?.kind === 'routine') means.of.methods.set(here.file.text(method), value.means);
  return value;
}
