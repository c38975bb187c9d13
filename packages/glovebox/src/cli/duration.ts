import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of a time such as `90s`, `20m`, `1.5h`, `7d` or `2w`. */
export function duration(text: string, mostHours = Number.POSITIVE_INFINITY): number {
  const [, number = '', unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)([smhdw])$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * (UNIT_MS[unit] ?? Number.NaN));
  if (ms >= 1 && ms <= mostHours * 3_600_000) return ms;
  const bound = Number.isFinite(mostHours) ? `, up to ${mostHours}h` : '';
  throw new InvalidArgumentError(`It is a time such as 90s, 20m, 12h or 7d${bound}.`);
}
