import type { Computer, Plain } from '../plain.ts';

/** A call of something the language itself brings and that only computes. */
export interface BuiltinCall {
  readonly self: Plain;
  readonly args: readonly Plain[];
  readonly computer: Computer;
}

export type Builtin = (call: BuiltinCall) => Plain;
export type Builtins = Readonly<Record<string, Builtin>>;
