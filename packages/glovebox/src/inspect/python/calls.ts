import { type Call, TARGETS } from '../resolve/call.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, decoderOf, isWhole, UNKNOWN, type Value } from '../resolve/value.ts';
import { childOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import type { CallPlace } from './folds/fold.ts';
import { foldOf } from './folds.ts';
import { member, type Place } from './members.ts';
import { callOwn, type Given } from './own.ts';
import { RESULTS } from './results.ts';
import { alternatives, anyOf, elementsOf } from './sequences.ts';

const MOST_ARGUMENTS = 2_000;
const MOST_CALLEES = 12;
/** A call is worked out for each thing an argument may be, up to so many. */
const MOST_DISTRIBUTED = 24;

/** The calls of things with a public name that a call expression may be: several, where it is one of several things. */
export function callsAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Call[] {
  const callees = alternatives(evaluator.value(childOf(node, 'function'), scope)).filter(isCallable);
  if (callees.length === 0) return [];
  const given = argumentsAt(node, scope, evaluator);
  const place = { evaluator, scope, at: node.start };
  return callees.slice(0, MOST_CALLEES).flatMap((callee) => {
    const meant = meantBy(callee, given, place);
    return meant.callee.kind === 'name' ? [publicCall(meant.callee, meant.given)] : [];
  });
}

function isCallable(value: Value): boolean {
  return value.kind === 'name' || value.kind === 'function' || value.kind === 'object';
}

function publicCall(callee: Extract<Value, { kind: 'name' }>, given: Given): Call {
  const positional = callee.bound === undefined ? given.positional : [...callee.bound, ...given.positional];
  const named = callee.boundNames === undefined ? given.named : new Map([...callee.boundNames, ...given.named]);
  return { callee: callee.name, receiver: callee.receiver, positional, named };
}

/** `methodcaller("system", "id")(os)` is a call of `os.system`. */
function meantBy(callee: Value, given: Given, place: Place): { readonly callee: Value; readonly given: Given } {
  if (callee.kind !== 'name' || callee.name !== 'operator.methodcaller()') return { callee, given };
  const [name, ...rest] = callee.bound ?? [];
  const method = asText(name);
  const object = given.positional[0] ?? UNKNOWN;
  return {
    callee: isWhole(method) ? member(object, method, place) : UNKNOWN,
    given: { positional: rest, named: given.named },
  };
}

/** The arguments of a call expression. */
export function argumentsAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Given {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  const given = childOf(node, 'arguments');
  if (given === undefined) return { positional, named };
  if (given.type === 'generator_expression') return { positional: [evaluator.value(given, scope)], named };
  for (const part of partsOf(given).slice(0, MOST_ARGUMENTS)) {
    if (part.type === 'keyword_argument') {
      const name = childOf(part, 'name');
      if (name !== undefined) named.set(textOf(evaluator.source, name), evaluator.value(childOf(part, 'value'), scope));
    } else if (part.type === 'list_splat') {
      const value = evaluator.value(part, scope);
      positional.push(...(elementsOf(value)?.slice(0, MOST_ARGUMENTS) ?? [value]));
    } else if (part.type === 'dictionary_splat') {
      const value = evaluator.value(partsOf(part)[0], scope);
      if (value.kind === 'record') for (const [name, one] of value.fields) named.set(name, one);
    } else {
      positional.push(evaluator.value(part, scope));
    }
  }
  return { positional, named };
}

/** What a call expression gives. */
export function callOf(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Value {
  const callee = evaluator.value(childOf(node, 'function'), scope);
  if (callee.kind === 'unknown') return callee;
  const place = placeOf({ evaluator, scope, at: node.start });
  const given = argumentsAt(node, scope, evaluator);
  return anyOf(
    alternatives(callee)
      .slice(0, MOST_CALLEES)
      .map((one) => applied(one, given, place)),
  );
}

function placeOf(place: Place): CallPlace {
  const own: CallPlace = {
    ...place,
    apply: (callee, positional) =>
      anyOf(alternatives(callee).map((one) => applied(one, { positional, named: new Map() }, own))),
  };
  return own;
}

function applied(callee: Value, given: Given, place: CallPlace): Value {
  const meant = meantBy(callee, given, place);
  if (meant.callee.kind === 'function' || meant.callee.kind === 'object')
    return callOwn(meant.callee, meant.given, place.evaluator);
  // A class made of a dictionary is known as one, and so is an object of it.
  if (meant.callee.kind === 'record') return meant.callee;
  // A class that was found by going through all there are makes an object of it.
  if (meant.callee.kind === 'result' && meant.callee.of.startsWith('object.__subclasses__')) return meant.callee;
  return meant.callee.kind === 'name' ? resultOf(publicCall(meant.callee, meant.given), place) : UNKNOWN;
}

/** What was decoded stays so while it changes its form. */
const FORMS =
  /\.(decode|encode|strip|lstrip|rstrip|replace|read|getvalue|translate|lower|upper|tobytes|splitlines|split|__str__)$/;

/** `str.upper(text)` is `text.upper()`. */
const OF_CLASS = /^(str|bytes|list|dict|int)\.(?!maketrans|from)\w+$/;

function withObject(call: Call): Call {
  const [receiver, ...positional] = call.positional;
  if (call.receiver !== undefined || receiver === undefined || !OF_CLASS.test(call.callee)) return call;
  return { ...call, receiver, positional };
}

function resultOf(given: Call, place: CallPlace): Value {
  const call = withObject(given);
  const fold = foldOf(call.callee);
  const folded = fold === undefined ? undefined : distributed(call, fold, place, MOST_DISTRIBUTED);
  if (folded !== undefined) return folded;
  const { receiver } = call;
  if (receiver?.kind === 'result' && receiver.decoder !== undefined && FORMS.test(call.callee)) return receiver;
  const rule = Object.hasOwn(RESULTS, call.callee) ? RESULTS[call.callee] : undefined;
  const about = rule?.about === undefined ? undefined : TARGETS[rule.about](call);
  const decoder = rule === undefined && receiver === undefined && CARRIES.has(call.callee) ? hiddenIn(call) : undefined;
  return {
    kind: 'result',
    of: rule?.type ?? call.callee,
    ...(about !== undefined && { about }),
    ...(decoder !== undefined && { decoder }),
  };
}

/** Calls whose result is as hidden as what they are given. */
const CARRIES: ReadonlySet<string> = new Set([
  'str',
  'bytes',
  'bytearray',
  'io.BytesIO',
  'io.StringIO',
  'list',
  'reversed',
]);

function hiddenIn(call: Call): string | undefined {
  return call.positional.map(decoderOf).find((name) => name !== undefined);
}

type Folding = NonNullable<ReturnType<typeof foldOf>>;

/** Works a call out for each thing that its object and its arguments may be. */
function distributed(call: Call, fold: Folding, place: CallPlace, most: number): Value | undefined {
  const { receiver } = call;
  if (receiver?.kind === 'choice' && receiver.items.length <= most) {
    const each = Math.floor(most / receiver.items.length);
    return together(receiver.items.map((item) => distributed({ ...call, receiver: item }, fold, place, each)));
  }
  const at = call.positional.findIndex((value) => value.kind === 'choice' && value.items.length <= most);
  const several = call.positional[at];
  if (several?.kind !== 'choice') return fold(call, place);
  const each = Math.floor(most / several.items.length);
  return together(
    several.items.map((item) =>
      distributed({ ...call, positional: call.positional.with(at, item) }, fold, place, each),
    ),
  );
}

function together(values: readonly (Value | undefined)[]): Value | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : anyOf(known);
}
