import { HOLE } from '../../resolve/value.ts';
import { unescaped } from '../escapes.ts';
import { joined, type Known, known, LONGEST_TEXT, NOTHING } from '../known.ts';
import { type Filter, optionsOf } from './filter.ts';

export const echo: Filter = ({ words }) => {
  let at = 0;
  let [isPlain, hasEnd] = [true, true];
  for (; /^-[neE]+$/.test(words[at]?.text ?? ''); at++) {
    const option = words[at]?.text ?? '';
    if (option.includes('n')) hasEnd = false;
    if (/e/.test(option)) isPlain = false;
  }
  const said = joined(words.length === at ? [NOTHING] : words.slice(at), ' ');
  const text = isPlain ? said.text : unescaped(said.text, true);
  return known(hasEnd ? `${text}\n` : text, said);
};

const MOST_ROUNDS = 500;

/** The format again and again until every word is used. */
export function printf(words: readonly Known[]): Known | undefined {
  const [format, ...given] = words[0]?.text === '--' ? words.slice(1) : words;
  if (format === undefined) return undefined;
  let rest = [...given];
  let text = '';
  for (let round = 0; round < MOST_ROUNDS && text.length < LONGEST_TEXT; round++) {
    const before = rest.length;
    text += formatted(format.text, () => rest.shift()?.text);
    if (rest.length === 0 || rest.length === before) break;
  }
  rest = [];
  return known(text, ...words);
}

function formatted(format: string, next: () => string | undefined): string {
  return unescaped(format, true).replace(
    /%(?:%|([-+ 0#]{0,5})(\d{1,3}|\*)?(?:\.(\d{1,3}))?([sdiuxXobqc]))/g,
    (
      whole,
      flags: string | undefined,
      width: string | undefined,
      precision: string | undefined,
      kind: string | undefined,
    ) => {
      if (kind === undefined) return whole === '%%' ? '%' : whole;
      const size = width === '*' ? Number(next() ?? 0) : Number(width ?? 0);
      const value = converted(kind, next() ?? '', precision === undefined ? undefined : Number(precision));
      const isLeft = flags?.includes('-') === true;
      const fill = flags?.includes('0') === true && !isLeft && kind !== 's' ? '0' : ' ';
      const least = Math.min(size, 500);
      return isLeft ? value.padEnd(least) : value.padStart(least, fill);
    },
  );
}

function converted(kind: string, value: string, precision: number | undefined): string {
  if (value.includes(HOLE)) return HOLE;
  if (kind === 's' || kind === 'q') return precision === undefined ? value : value.slice(0, precision);
  if (kind === 'b') return unescaped(value, true);
  if (kind === 'c') return value.slice(0, 1);
  // `'A` is the number of the letter.
  const number = /^['"]/.test(value)
    ? (value.codePointAt(1) ?? 0)
    : Number(/^0[0-7]+$/.test(value) ? `0o${value.slice(1)}` : value || 0);
  if (!Number.isInteger(number)) return HOLE;
  if (kind === 'o') return number.toString(8);
  if (kind === 'x') return number.toString(16);
  return kind === 'X' ? number.toString(16).toUpperCase() : String(number);
}

const MOST_NUMBERS = 1_000;

export const seq: Filter = ({ words }) => {
  const { operands } = optionsOf(words, 'sf');
  const numbers = operands.map(Number);
  if (numbers.length === 0 || numbers.some((number) => !Number.isInteger(number))) return undefined;
  const [first = 1, step = 1, last = 1] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  const found: number[] = [];
  for (
    let value = first;
    step !== 0 && (step > 0 ? value <= last : value >= last) && found.length < MOST_NUMBERS;
    value += step
  )
    found.push(value);
  return { text: found.map((value) => `${value}\n`).join('') };
};
