import { OPERATIONS } from './operations.ts';
import type { Ask, Term, Value, World } from './term.ts';

const DEEPEST = 60;
/** Parts that are looked at: an argument may stand in a function several times, and that in another one. */
const MOST_LOOKS = 5_000;

/** What a term comes out as in a world; undefined where something of it is not known, or it has too many parts. */
export function evaluate(term: Term, world: World, depth = 0, left = { looks: MOST_LOOKS }): Value {
  if (depth > DEEPEST || left.looks-- <= 0) return undefined;
  if (term.kind === 'constant') return term.value;
  if (term.kind === 'ask') return answer(term.ask, world);
  const at = (index: number) => {
    const part = term.of[index];
    return part === undefined ? undefined : evaluate(part, world, depth + 1, left);
  };
  const early = LOGIC[term.name];
  if (early !== undefined) return early(at, term.of.length);
  const operate = OPERATIONS[term.name];
  return operate?.(term.of.map((_, index) => at(index)));
}

/** Whether a value counts as true; undefined where that is not known. */
export function truthOf(value: Value): boolean | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

type Logic = (at: (index: number) => Value, count: number) => Value;

/** Operations that may be known where a part is not. */
const LOGIC: Readonly<Record<string, Logic>> = {
  and: (at, count) => all(at, count, false),
  or: (at, count) => all(at, count, true),
  not: (at) => {
    const truth = truthOf(at(0));
    return truth === undefined ? undefined : !truth;
  },
  if: (at) => {
    const truth = truthOf(at(0));
    return truth === undefined ? undefined : at(truth ? 1 : 2);
  },
  first: (at) => at(0) ?? at(1),
};

/** `or` ends at what is true, `and` at what is not. */
function all(at: (index: number) => Value, count: number, end: boolean): Value {
  let last: Value = !end;
  let isKnown = true;
  for (let index = 0; index < count; index++) {
    const value = at(index);
    const truth = truthOf(value);
    if (truth === end) return value;
    if (truth === undefined) isKnown = false;
    last = value;
  }
  return isKnown ? last : undefined;
}

function answer(ask: Ask, world: World): Value {
  switch (ask.of) {
    case 'clock':
      return { time: 'moment', ms: world.clock };
    case 'variable':
      return world.variables[ask.name] ?? null;
    case 'file':
      return world.files[ask.name] !== undefined;
    default:
      return world[ask.of];
  }
}
