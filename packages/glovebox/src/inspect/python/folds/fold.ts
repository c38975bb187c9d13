import { argument, type Call } from '../../resolve/call.ts';
import { asNumber, asText, decoderOf, text, type Value } from '../../resolve/value.ts';
import type { Place } from '../members.ts';

/** Where a call stands, and what calling something there gives. */
export interface CallPlace extends Place {
  readonly apply: (callee: Value, positional: readonly Value[]) => Value;
}

/** Tells what a call gives from what its arguments are; undefined where it cannot. */
export type Fold = (call: Call, place: CallPlace) => Value | undefined;
export type Folds = Readonly<Record<string, Fold>>;

export const argumentText: Fold = ({ positional: [value] }) => (value === undefined ? undefined : passOn(value));

/** A value as the text it holds. */
export function passOn(value: Value): Value | undefined {
  if (value.kind === 'text' || value.kind === 'choice') return value;
  const content = asText(value);
  return content === undefined ? undefined : text(content, decoderOf(value));
}

/** The number given at a position; the fallback where nothing is given; undefined where it is not known. */
export function numberAt(
  call: Call,
  position: number,
  fallback: number,
  ...names: readonly string[]
): number | undefined {
  const given = argument(call, position, ...names);
  return given === undefined ? fallback : asNumber(given);
}
