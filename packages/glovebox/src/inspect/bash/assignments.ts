import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { joined, type Known, NOTHING } from './known.ts';
import type { Context, Outcome } from './machine.ts';
import type { Run } from './run.ts';
import { settingsOf } from './settings.ts';
import type { Variable } from './variables.ts';

const DONE: Outcome = { out: NOTHING, ok: true };

/** `x=…`, `x+=…`, `x[1]=…`, `x=(…)`. */
export function assign(run: Run, node: SyntaxNode, context: Context, kind: Declaration = {}): Outcome {
  const { source } = context.unit;
  const place = childOf(node, 'name');
  if (place === undefined) return DONE;
  const name = textOf(source, place.type === 'subscript' ? (childOf(place, 'name') ?? place) : place);
  const before = context.variables.get(name);
  const value = givenBy(run, node, context, before, kind);
  // The value of `x=$(…)` is that of what it prints; whether it succeeded is not known.
  store(
    context,
    name,
    {
      ...value,
      isExported: before?.isExported === true || kind.isExported === true,
      ...(kind.refersTo && { refersTo: true }),
    },
    kind,
  );
  run.machine.record(node, context, settingsOf(name, value.values[0]));
  return DONE;
}

/** What the options of `declare` say. */
interface Declaration {
  readonly isLocal?: boolean;
  readonly isExported?: boolean;
  readonly isKeyed?: boolean;
  readonly refersTo?: boolean;
}

function store(context: Context, name: string, variable: Variable, { isLocal }: Declaration): void {
  if (isLocal === true) context.variables.setLocal(name, variable);
  else context.variables.set(name, variable);
}

function givenBy(
  run: Run,
  node: SyntaxNode,
  context: Context,
  before: Variable | undefined,
  kind: Declaration,
): Variable {
  const given = childOf(node, 'value');
  const place = childOf(node, 'name');
  const isAppending = node.children.some((child) => child.type === '+=');
  const words = run.words(context);
  const isKeyed = kind.isKeyed === true || before?.isKeyed === true;
  if (given?.type === 'array') {
    if (isAppending && before !== undefined && isFull(before)) return before;
    const items = new Map(isAppending ? itemsOf(before) : []);
    run.machine.budget.spend(items.size);
    for (const [key, item] of arrayOf(run, given, context, items.size, isKeyed)) items.set(key, item);
    return { values: [items.get('0') ?? NOTHING], items, isKeyed };
  }
  const value = given === undefined ? NOTHING : words.single(given);
  if (place?.type === 'subscript') {
    const name = textOf(context.unit.source, childOf(place, 'name') ?? place);
    const index = childOf(place, 'index');
    const key = index === undefined ? '0' : words.key(name, textOf(context.unit.source, index));
    if (before !== undefined && isFull(before)) return before;
    const items = new Map(itemsOf(before));
    run.machine.budget.spend(items.size);
    items.set(key, isAppending ? joined([items.get(key) ?? NOTHING, value]) : value);
    return { values: [items.get('0') ?? NOTHING], items, isKeyed };
  }
  if (!isAppending) return { values: [value] };
  const name = place === undefined ? '' : textOf(context.unit.source, place);
  return { values: [joined([words.scalar(name) ?? NOTHING, value])] };
}

const MOST_ITEMS = 2_000;

function isFull({ items }: Variable): boolean {
  return items !== undefined && items.size >= MOST_ITEMS;
}

function itemsOf(variable: Variable | undefined): Iterable<readonly [string, Known]> {
  if (variable?.items !== undefined) return variable.items;
  const value = variable?.values[0];
  return value === undefined ? [] : [['0', value]];
}

function* arrayOf(
  run: Run,
  node: SyntaxNode,
  context: Context,
  from: number,
  isKeyed: boolean,
): Iterable<readonly [string, Known]> {
  const words = run.words(context);
  let index = from;
  for (const part of partsOf(node).slice(0, MOST_ITEMS)) {
    const keyed = /^\[([^\]]{0,200})\]=([\s\S]*)$/.exec(textOf(context.unit.source, part));
    if (keyed === null) {
      for (const field of words.fields(part)) yield [String(index++), field];
      continue;
    }
    const [, key = '', value = ''] = keyed;
    const place = isKeyed ? words.singleOf(key).text : String(words.number(key) ?? key);
    yield [place, words.singleOf(value, part.end - value.length)];
    if (!isKeyed) index = (words.number(key) ?? index) + 1;
  }
}

/** `export`, `declare`, `local`, `readonly`, `typeset`. */
export function declare(run: Run, node: SyntaxNode, context: Context): Outcome {
  const { source } = context.unit;
  const [verb] = node.children;
  const options = partsOf(node)
    .map((part) => textOf(source, part))
    .filter((part) => /^-\w+$/.test(part))
    .join('');
  const command = verb === undefined ? '' : textOf(source, verb);
  const kind: Declaration = {
    isLocal: command === 'local' || (command !== 'export' && command !== 'readonly' && !options.includes('g')),
    isExported: command === 'export' || options.includes('x'),
    isKeyed: options.includes('A'),
    refersTo: options.includes('n') && command !== 'export',
  };
  let named = 0;
  for (const part of partsOf(node)) {
    const text = textOf(source, part);
    if (/^-\w+$/.test(text)) continue;
    named++;
    if (part.type === 'variable_assignment') assign(run, part, context, kind);
    else if (part.type === 'variable_name') declareName(text, context, kind);
    else declareWord(run, part, context, kind);
  }
  if (named === 0 && /^(export|declare|typeset)$/.test(command) && !/[fFaA]/.test(options))
    run.machine.record(node, context, [{ capability: 'environment.read', callee: 'export', target: '*' }]);
  return DONE;
}

function declareName(name: string, context: Context, kind: Declaration): void {
  const before = context.variables.get(name);
  if (before !== undefined && kind.isLocal !== true)
    context.variables.set(name, { ...before, isExported: before.isExported === true || kind.isExported === true });
  else if (before === undefined && kind.isExported !== true && kind.isLocal === true)
    context.variables.setLocal(name, { values: [NOTHING], isKeyed: kind.isKeyed === true });
}

/** `export "$name=value"` */
function declareWord(run: Run, node: SyntaxNode, context: Context, kind: Declaration): void {
  const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(run.words(context).single(node).text) ?? [];
  if (name === undefined || value === undefined) return;
  store(context, name, { values: [{ text: value }], isExported: kind.isExported === true }, kind);
  run.machine.record(node, context, settingsOf(name, { text: value }));
}

/** Without a name for its file nothing of the session's history is kept. */
export function unset(run: Run, node: SyntaxNode, context: Context): Outcome {
  for (const part of partsOf(node)) {
    const name = textOf(context.unit.source, part);
    if (name.startsWith('-')) continue;
    context.variables.set(name, undefined);
    if (/^HIST(FILE|SIZE|FILESIZE)$/.test(name))
      run.machine.record(node, context, [
        { capability: 'file.delete', callee: 'unset', target: '~/.bash_history', arguments: { 0: `unset ${name}` } },
      ]);
  }
  return DONE;
}
