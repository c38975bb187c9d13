import { calibrated } from '../judge/calibrated.ts';
import { CERTAINTIES, type Certainty } from '../judge/certainty.ts';
import { SEVERITIES } from '../judge/finding.ts';
import { CALIBRATION } from '../judge/knots.ts';
import { CEILING } from '../judge/score.ts';
import { WEIGHTS } from '../judge/weight.ts';
import { renderJson } from '../report/json.ts';
import type { Style } from '../report/style.ts';
import type { ExplainOptions } from './options.ts';

const MEANINGS: Record<Certainty, string> = {
  doubtful: 'only the source says it, and no run reached it, or what it acts on is no constant',
  read: 'only the source says it',
  seen: 'a run showed it',
  confirmed: 'two witnesses agree: source and run, or a run and the way that data or steps took',
  followed: 'source, run and way agree',
};

const SHOWN = [0, 10, 30, 49, 50, 59, 60, 70, 80, 90, 100];

/** How findings become a risk, with the numbers that are in force. */
export function explainScore({ format }: ExplainOptions, style: Style): string {
  if (format === 'json') {
    const score = { weights: WEIGHTS, ceilings: CEILING, calibration: CALIBRATION };
    return renderJson({ schema: 'glovebox.explain/1', score });
  }
  const column = (text: string) => text.padStart(10);
  const lines = [
    `${style.bold('score')}  how findings become a risk of 0–100`,
    '',
    'A finding weighs its severity at the least, and more the surer it is:',
    '',
    `  ${''.padEnd(10)}${SEVERITIES.map(column).join('')}`,
    ...CERTAINTIES.map(
      (certainty) =>
        `  ${certainty.padEnd(10)}${SEVERITIES.map((severity) => column(String(WEIGHTS[severity][certainty]))).join('')}  ${style.dim(MEANINGS[certainty])}`,
    ),
    '',
    'A rule counts once, by its weightiest finding. Rules combine as independent chances do, 1 − (1−a)(1−b)…',
    `Low ones alone stay at ${CEILING.low} or below, medium ones at ${CEILING.medium}, high ones at ${CEILING.high}. What is overridden weighs nothing.`,
    '',
    'Risk is how often that strength was right on labelled samples, no less than the severity’s weight:',
    '',
    `  strength ${SHOWN.map((strength) => String(strength).padStart(4)).join('')}`,
    `  risk     ${SHOWN.map((strength) => String(calibrated(strength, CALIBRATION)).padStart(4)).join('')}`,
    '',
    'The policy’s thresholds make it a decision: without one, review from 30, block from 60.',
  ];
  return `${lines.join('\n')}\n`;
}
