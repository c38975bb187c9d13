import type { Finding } from '../../judge/finding.ts';
import type { Report } from '../report.ts';

/** Where a finding is shown: its decisive line, or the beginning of the entry where it has none. */
export function placeOf({ locations: [first] }: Finding, { sample }: Report): { file: string; line: number } {
  return first ?? { file: sample.entry, line: 1 };
}

/** A relative path as a URI reference: nothing in it is a scheme, a host or a query. */
export function uriOf(path: string): string {
  const encoded = path
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return encoded.startsWith('/') ? `.${encoded}` : encoded;
}
