import type { Call } from '../../resolve/call.ts';
import { asPart, asText, decoderOf, isWhole, named, text, UNKNOWN, type Value } from '../../resolve/value.ts';
import { canonical } from '../canonical.ts';
import { itemOf } from '../indexing.ts';
import { member, OWN_MODULE, OWN_NAMES, type Place } from '../members.ts';
import { alternatives, anyOf, list } from '../sequences.ts';
import type { Fold, Folds } from './fold.ts';

/** `a.b.c` below a value. */
function path(value: Value, names: string, place: Place): Value {
  return names
    .split('.')
    .slice(0, 50)
    .reduce((reached, name) => member(reached, name, place), value);
}

const attributeByName: Fold = ({ positional: [object, name, otherwise] }, place) => {
  if (object === undefined) return UNKNOWN;
  const found = alternatives(name ?? UNKNOWN).map((one) => {
    const attribute = asText(one);
    return isWhole(attribute) ? member(object, attribute, place) : UNKNOWN;
  });
  const reached = anyOf(found);
  return reached.kind === 'unknown' && otherwise !== undefined ? otherwise : reached;
};

/** `importlib.import_module("a.b")` gives `a.b`. */
const moduleByName: Fold = ({ positional: [name], named: given }) =>
  anyOf(alternatives(name ?? given.get('name') ?? UNKNOWN).map(moduleOf));

/** `__import__("a.b")` gives `a`, unless it is told what is wanted of `a.b`. */
const importByName: Fold = (call, place) => {
  const module = moduleByName(call, place) ?? UNKNOWN;
  const isTold = call.positional.length > 3 || call.named.has('fromlist');
  if (isTold) return module;
  return anyOf(
    alternatives(module).map((one) => (one.kind === 'name' ? named(canonical(one.name.split('.', 1)[0] ?? '')) : one)),
  );
};

function moduleOf(name: Value): Value {
  const module = asText(name);
  if (!isWhole(module)) return UNKNOWN;
  return named(canonical(module.trim().slice(0, 300)));
}

/** `pkgutil.resolve_name("os:system")`, `pydoc.locate("os.system")`. */
const objectByPath: Fold = ({ positional: [name] }, place) => {
  const full = asText(name);
  if (!isWhole(full)) return UNKNOWN;
  const [head = '', ...rest] = full.replace(':', '.').split('.');
  return rest.length === 0 ? named(canonical(head)) : path(named(canonical(head)), rest.join('.'), place);
};

const partial: Fold = ({ positional: [callee, ...bound], named: boundNames }) => {
  if (callee?.kind !== 'name' && callee?.kind !== 'function') return UNKNOWN;
  return {
    ...callee,
    bound: [...(callee.bound ?? []), ...bound],
    boundNames: new Map([...(callee.boundNames ?? []), ...boundNames]),
  };
};

/** A function of the standard library that makes a function: its arguments wait for the call. */
function maker(name: string): Fold {
  return ({ positional }) => ({ kind: 'name', name, bound: positional });
}

const lastOf = ({ positional }: Call): Value => positional.at(-1) ?? UNKNOWN;

const dictionaryItem: Fold = ({ receiver, positional: [key, otherwise] }, place) => {
  const found = itemOf(receiver ?? UNKNOWN, key ?? UNKNOWN, place);
  return found.kind === 'unknown' && otherwise !== undefined ? otherwise : found;
};

/** `get` of a table of names, by the table. */
export function itemOfTable(table: string): Fold {
  return ({ positional: [key] }, place) => itemOf(named(table), key ?? UNKNOWN, place);
}

/** `module.__getattribute__(name)`, by what comes before it. */
export function attributeOf(owner: string): Fold {
  return ({ positional }, place) =>
    attributeByName({ callee: '', positional: [named(owner), ...positional], named: new Map() }, place);
}

/** A text that is no more than a name: `eval("os.system")`, `eval("__import__('os')")`. */
const namedByText: Fold = ({ positional: [code] }, place) => {
  const match = NAME_ALONE.exec((asText(code) ?? '').slice(0, 300).trim());
  if (match === null) return undefined;
  const [, module, first = '', rest = ''] = match;
  const head = module === undefined ? place.evaluator.name(first, place.at, place.scope) : named(canonical(module));
  return rest === '' ? head : path(head, rest.slice(1), place);
};
const NAME_ALONE = /^(?:__import__\(["']([\w.]+)["']\)|([A-Za-z_]\w*))((?:\.\w+)*)$/;

/** `type(name, bases, members)` makes a class: what is known of it are its members. */
const classOfParts: Fold = ({ positional }) => (positional[2]?.kind === 'record' ? positional[2] : undefined);

/** Calls that only lead to something with a name. */
export const NAMES: Folds = {
  __import__: importByName,
  'importlib.import_module': moduleByName,
  'importlib.reload': ({ positional: [module] }) => module,
  'imp.reload': ({ positional: [module] }) => module,
  'imp.load_module': moduleByName,
  '__loader__.load_module': moduleByName,
  '_frozen_importlib.BuiltinImporter.load_module': moduleByName,
  'importlib.machinery.BuiltinImporter.load_module': moduleByName,
  'pkgutil.resolve_name': objectByPath,
  'pydoc.locate': objectByPath,
  'django.utils.module_loading.import_string': objectByPath,
  eval: namedByText,
  type: classOfParts,
  getattr: attributeByName,
  'inspect.getattr_static': attributeByName,
  'object.__getattribute__': attributeByName,
  'type.__getattribute__': attributeByName,
  'operator.getitem': ({ positional: [table, key] }, place) => itemOf(table ?? UNKNOWN, key ?? UNKNOWN, place),
  vars: ({ positional: [object] }, place) =>
    object === undefined ? named(`${OWN_NAMES}.__dict__`) : member(object, '__dict__', place),
  globals: () => named(`${OWN_MODULE}.__dict__`),
  locals: () => named(`${OWN_NAMES}.__dict__`),
  'sys.modules.get': itemOfTable('sys.modules'),
  'sys.modules.__getitem__': itemOfTable('sys.modules'),
  'sys.modules.pop': itemOfTable('sys.modules'),
  'dict.get': dictionaryItem,
  'dict.pop': dictionaryItem,
  'dict.__getitem__': dictionaryItem,
  'list.__getitem__': dictionaryItem,
  'list.pop': ({ receiver, positional: [at] }, place) =>
    itemOf(receiver ?? UNKNOWN, at ?? { kind: 'literal', text: '-1' }, place),
  'dict.items': ({ receiver }) =>
    receiver?.kind === 'record'
      ? list([...receiver.fields].map(([key, value]) => list([text(key), value])))
      : undefined,
  'dict.keys': ({ receiver }) =>
    receiver?.kind === 'record' ? list([...receiver.fields.keys()].map((key) => text(key))) : undefined,
  'dict.values': ({ receiver }) => (receiver?.kind === 'record' ? list([...receiver.fields.values()]) : undefined),
  'functools.partial': partial,
  'functools.partialmethod': partial,
  'functools.lru_cache': () => undefined,
  'operator.attrgetter': maker('operator.attrgetter()'),
  'operator.itemgetter': maker('operator.itemgetter()'),
  'operator.methodcaller': maker('operator.methodcaller()'),
  'operator.attrgetter()': (call, place) => {
    const names = asText(call.positional[0]);
    return isWhole(names) ? path(lastOf(call), names, place) : UNKNOWN;
  },
  'operator.itemgetter()': (call, place) => itemOf(lastOf(call), call.positional[0] ?? UNKNOWN, place),
  compile: ({ positional: [code] }) => ({
    kind: 'result',
    of: 'compile',
    ...(asText(code) !== undefined && { about: asPart(code) }),
    ...(decoderOf(code) !== undefined && { decoder: decoderOf(code) ?? '' }),
  }),
};
