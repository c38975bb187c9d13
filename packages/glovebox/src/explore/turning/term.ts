/** What a program can ask of the world around it, and a run can answer otherwise. */
export type Ask =
  | { readonly of: 'clock' | 'user' | 'host' | 'system' | 'uid' | 'input' | 'terminal' | 'arguments' | 'chance' }
  | { readonly of: 'variable' | 'file'; readonly name: string };

/** A moment or a length of time, in milliseconds. */
export interface Time {
  readonly time: 'moment' | 'span';
  readonly ms: number;
}

/** Undefined is what is not known. */
export type Value = number | string | boolean | null | Time | readonly Value[] | undefined;

/** An expression of any of the languages, with names and functions put in: what a condition comes down to. */
export type Term =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'operation'; readonly name: string; readonly of: readonly Term[] };

/** A state of the world, as far as programs ask about it. */
export interface World {
  readonly clock: number;
  readonly user: string;
  readonly host: string;
  readonly system: string;
  readonly uid: number;
  readonly input: string;
  readonly terminal: boolean;
  readonly arguments: readonly string[];
  readonly chance: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

export const UNKNOWN: Term = { kind: 'constant', value: undefined };

export function constant(value: Value): Term {
  return { kind: 'constant', value };
}

export function asking(of: Exclude<Ask['of'], 'variable' | 'file'>): Term {
  return { kind: 'ask', ask: { of } };
}

/** An operation; where all it is done to is known already, what comes of it is found by the evaluation. */
export function operation(name: string, ...of: readonly Term[]): Term {
  return { kind: 'operation', name, of };
}

export function isTime(value: Value): value is Time {
  return typeof value === 'object' && value !== null && 'time' in value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

const MOST_NODES = 400;

/** What a term asks, each once, and the constants in it. */
export function partsOf(term: Term): { asks: Ask[]; constants: Value[] } {
  const asks = new Map<string, Ask>();
  const constants: Value[] = [];
  const waiting = [term];
  for (let looks = 0; waiting.length > 0 && looks < MOST_NODES; looks++) {
    const one = waiting.pop() as Term;
    if (one.kind === 'ask') asks.set(JSON.stringify(one.ask), one.ask);
    else if (one.kind === 'constant') constants.push(...(isList(one.value) ? one.value : [one.value]));
    else waiting.push(...one.of);
  }
  return { asks: [...asks.values()], constants: constants.slice(0, 100) };
}
