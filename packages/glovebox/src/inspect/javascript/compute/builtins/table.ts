import type { Builtin } from './builtin.ts';
import { CODECS } from './codecs.ts';
import { LISTS } from './lists.ts';
import { NUMBERS } from './numbers.ts';
import { TEXTS } from './texts.ts';

const BUILTINS = { ...TEXTS, ...LISTS, ...CODECS, ...NUMBERS };

/** What the language itself brings and only computes, by its public name. */
export function builtinOf(name: string): Builtin | undefined {
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
}
