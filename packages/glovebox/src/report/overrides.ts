import { neutralizeShort } from './neutralize.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';

const SHOWN = 5;

/** Overrides that do nothing, a line each with the reason. */
export function renderIgnored({ overrides }: Report, style: Style): string {
  const ignored = overrides?.ignored ?? [];
  const more = ignored.length - SHOWN;
  return [
    ...ignored
      .slice(0, SHOWN)
      .map(({ reason, message }) => `${style.dim('override ')} ${reason}: ${neutralizeShort(message, 200)}`),
    ...(more > 0 ? [style.dim(`          … and ${more} more (--format json shows all)`)] : []),
  ].join('\n');
}
