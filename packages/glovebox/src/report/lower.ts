import type { Verdict } from '../judge/finding.ts';
import { neutralizeShort } from './neutralize.ts';
import type { Style } from './style.ts';

const LONGEST = 300;

/** What would have to change for the next lower decision, a line each; empty where nothing need. */
export function renderLower({ lower = [] }: Verdict, style: Style): string {
  return lower
    .map((sentence, index) => `  ${style.dim(index === 0 ? 'lower' : '     ')}  ${neutralizeShort(sentence, LONGEST)}`)
    .join('\n');
}
