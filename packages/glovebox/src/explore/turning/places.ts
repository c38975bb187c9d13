import { evaluate } from './evaluate.ts';
import { asking, constant, operation, partsOf, type Term, UNKNOWN, type World } from './term.ts';

/** As a program finds it where nothing was changed. */
export const PLAIN_WORLD: Omit<World, 'clock' | 'arguments'> = {
  user: 'user',
  host: 'localhost',
  system: 'Linux',
  uid: 1000,
  input: '',
  terminal: false,
  chance: 0.42,
  variables: {},
  files: {},
};

/** The text that a term always is; undefined where it depends on something. */
function textOf(term: Term | undefined): string | undefined {
  if (term === undefined || partsOf(term).asks.length > 0) return undefined;
  const value = evaluate(term, { ...PLAIN_WORLD, clock: 0, arguments: [] });
  return typeof value === 'string' ? value : undefined;
}

/** Whether a file is there; not known where its path is not. */
export function fileTerm(path: Term | undefined): Term {
  const name = textOf(path);
  return name === undefined ? UNKNOWN : { kind: 'ask', ask: { of: 'file', name } };
}

/** A variable of the environment, or what is taken instead where it is not set. */
export function variable(name: Term | undefined, otherwise: Term = constant(null)): Term {
  const text = textOf(name);
  if (text === undefined) return UNKNOWN;
  if (/^(?:USER|LOGNAME|USERNAME)$/.test(text)) return asking('user');
  if (text === 'HOSTNAME' || text === 'COMPUTERNAME') return asking('host');
  const ask: Term = { kind: 'ask', ask: { of: 'variable', name: text } };
  return operation('if', operation('exists', ask), ask, otherwise);
}

/** What a table of constants holds under a key; undefined where the term is no such table. */
export function looked(table: Term, key: Term, otherwise: Term): Term | undefined {
  if (table.kind !== 'operation' || table.name !== 'lookup') return undefined;
  return operation('lookup', key, otherwise, ...table.of.slice(2));
}
