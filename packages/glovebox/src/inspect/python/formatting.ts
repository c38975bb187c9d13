import { asNumber, asText, decoderOf, HOLE, text, UNKNOWN, type Value } from '../resolve/value.ts';
import { anyOf } from './sequences.ts';

/** Texts are not made longer than this, whatever a source asks for. */
export const LONGEST_MADE = 200_000;

/** Passes pieces on until together they are as long as a text may get; what comes after is left out. */
function limited(): (piece: string) => string {
  let length = 0;
  return (piece) => {
    length += piece.length;
    return length > LONGEST_MADE ? '' : piece;
  };
}

/** `"%s/x" % value`. */
export function formattedByPercent(format: Value, value: Value): Value {
  if (format.kind === 'choice') return anyOf(format.items.map((item) => formattedByPercent(item, value)));
  if (value.kind === 'choice') return anyOf(value.items.map((item) => formattedByPercent(format, item)));
  if (format.kind !== 'text') return UNKNOWN;
  const given = value.kind === 'list' ? value.items : [value];
  const fields = value.kind === 'record' ? value.fields : undefined;
  const decoder = format.decoder ?? given.map(decoderOf).find((name) => name !== undefined);
  const pass = limited();
  let next = 0;
  return text(
    format.text.replace(
      /%(?:\((\w{1,100})\))?[-+ #0-9.*]{0,20}([sdrifxXoucb%])/g,
      (_, name: string | undefined, type: string) => {
        if (type === '%') return '%';
        const part = name === undefined ? given[next++] : fields?.get(name);
        return pass(type === 'c' ? formattedBy('c', part) : (asText(part) ?? HOLE));
      },
    ),
    decoder,
  );
}

/** `"{}/x".format(value)`. */
export function formattedByBraces(
  format: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  const decoder = [...positional, ...named.values()].map(decoderOf).find((name) => name !== undefined);
  const pass = limited();
  let next = 0;
  return text(
    format.replace(
      /\{\{|\}\}|\{(\w{0,100})([^{}!:]{0,100})(?:![rsa])?(?::([^{}]{0,50}))?\}/g,
      (whole, name: string | undefined, rest: string | undefined, spec: string | undefined) => {
        if (whole === '{{' || whole === '}}') return whole.charAt(0);
        const isCounted = name === '' || name === undefined;
        const value = isCounted ? positional[next++] : /^\d+$/.test(name) ? positional[Number(name)] : named.get(name);
        return pass(rest === '' || rest === undefined ? formattedBy(spec, value) : HOLE);
      },
    ),
    decoder,
  );
}

/** A value as a format specification (`c`, `x`, `02d`) writes it. */
export function formattedBy(spec: string | undefined, value: Value | undefined): string {
  const content = asText(value);
  const amount = asNumber(value);
  if (content === undefined) return HOLE;
  if (spec === undefined || spec === '' || amount === undefined) return content;
  if (spec === 'c') return amount >= 0 && amount <= 0x10ffff ? String.fromCodePoint(Math.floor(amount)) : HOLE;
  const shape = /^(0?)(\d{0,2})([dxXob])$/.exec(spec);
  if (shape === null) return content;
  const base = { d: 10, x: 16, X: 16, o: 8, b: 2 }[shape[3] ?? 'd'] ?? 10;
  const digits = Math.floor(amount).toString(base);
  return (shape[3] === 'X' ? digits.toUpperCase() : digits).padStart(Number(shape[2]), shape[1] === '0' ? '0' : ' ');
}
