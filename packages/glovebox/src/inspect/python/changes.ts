import type { Evaluator } from '../resolve/evaluator.ts';
import type { Binding, Meaning, Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, childOfType, type SyntaxNode } from '../syntax/node.ts';
import { type Source, textOf } from '../syntax/parse.ts';
import { CHANGING_METHODS, changedBy, withElement } from './execute.ts';
import { identifierOf } from './landmarks.ts';
import { operated } from './operators.ts';

/** The name whose value a call such as `parts.append(x)` changes. */
export function changedName(source: Source, node: SyntaxNode): string | undefined {
  const callee = childOf(node, 'function');
  const object = callee?.type === 'attribute' ? childOf(callee, 'object') : undefined;
  const method = callee && childOf(callee, 'attribute');
  if (object?.type !== 'identifier' || method === undefined) return undefined;
  return CHANGING_METHODS.has(textOf(source, method)) ? identifierOf(source, object) : undefined;
}

/** A list or dictionary that grows line by line is known up to here. */
const MOST_ITEMS = 2_000;

/** `names["x"] = value`; of `globals()["x"] = value`, the name itself. */
export function bindElement(source: Source, left: SyntaxNode, right: SyntaxNode, from: number, scope: Scope): void {
  const container = childOf(left, 'value');
  const key = childOf(left, 'subscript');
  if (container === undefined || key === undefined) return;
  if (/^(globals|locals|vars)\(\)$/.test(textOf(source, container).slice(0, 20))) {
    const content = key.type === 'string' ? childOfType(key, 'string_content') : undefined;
    const owner = textOf(source, container) === 'globals()' ? scope.fileScope() : scope;
    if (content !== undefined) owner.bind(textOf(source, content), from, { expression: right }, scope);
    return;
  }
  if (container.type !== 'identifier') return;
  bindComputed(identifierOf(source, container), left.start, from, scope, (before, evaluator) =>
    before.kind === 'record' && before.fields.size < MOST_ITEMS
      ? withElement(before, evaluator.value(key, scope), evaluator.value(right, scope), new WeakSet())
      : before,
  );
}

/** `parts.append(x)` and the like. */
export function bindChanged(source: Source, node: SyntaxNode, scope: Scope): void {
  const name = changedName(source, node);
  if (name === undefined) return;
  bindComputed(name, node.start, node.end, scope, (before, evaluator) => {
    const isFull = before.kind === 'list' && before.items.length >= MOST_ITEMS;
    if (before.kind === 'unknown' || isFull) return before;
    return changedBy(node, { evaluator, scope, owned: new WeakSet() }, before)?.value ?? UNKNOWN;
  });
}

/** `name += value` and the like. */
export function bindAppended(source: Source, node: SyntaxNode, scope: Scope): void {
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  if (left?.type !== 'identifier' || right === undefined) return;
  const name = identifierOf(source, left);
  const operator = childOf(node, 'operator')?.type ?? '';
  if (operator === '+=') scope.bind(name, node.end, { appended: right, name });
  else
    bindComputed(name, node.start, node.end, scope, (before, evaluator) =>
      operated(operator.slice(0, -1), before, evaluator.value(right, scope)),
    );
}

type Change = (before: Value, evaluator: Evaluator) => Value;

/** Bindings that change what the name meant, each with the one before. */
const CHANGED = new WeakMap<Meaning, { readonly name: string; readonly at: number; readonly scope: Scope }>();
const MOST_CHANGES = 2_000;

/** The name is what a change makes of what it was. */
function bindComputed(name: string, at: number, from: number, scope: Scope, change: Change): void {
  // Only what the scope binds itself is changed for it alone.
  if (scope.own(name) === undefined) return;
  const before = scope.lookup(name, at);
  if (before === undefined || before.from > at) return;
  const means: Meaning = {
    compute: (evaluator) => {
      // A list may grow over a thousand lines, so what comes first is worked out first.
      const chain: Binding[] = [];
      let one: Binding | undefined = before;
      const isOpen = (step: Binding): boolean => CHANGED.has(step.means) && !evaluator.knows(step);
      while (one !== undefined && chain.length < MOST_CHANGES && isOpen(one) && !evaluator.isExhausted) {
        chain.push(one);
        const earlier: { readonly name: string; readonly at: number; readonly scope: Scope } | undefined = CHANGED.get(
          one.means,
        );
        one = earlier?.scope.lookup(earlier.name, earlier.at);
      }
      for (const binding of chain.reverse()) evaluator.binding(binding);
      return change(evaluator.binding(before), evaluator);
    },
  };
  CHANGED.set(means, { name, at, scope });
  scope.bind(name, from, means);
}
