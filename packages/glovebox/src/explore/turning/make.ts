import { fileTerm } from './places.ts';
import { asking, operation, type Term } from './term.ts';

/** What a call to a known function comes out as, by its arguments and those with names. */
export type Make = (of: readonly Term[], named: Readonly<Record<string, Term>>) => Term;

export const clock = asking('clock');

export const asked =
  (term: Term): Make =>
  () =>
    term;
export const done =
  (name: string): Make =>
  (of) =>
    operation(name, ...of);
export const file: Make = ([path]) => fileTerm(path);
