import { behavioursOf, describe } from '../explore/behaviour.ts';
import type { Run } from '../sandbox/run.ts';
import { neutralizeShort } from './neutralize.ts';
import type { Style } from './style.ts';

const RUNS_SHOWN = 20;
const BEHAVIOURS_SHOWN = 10;

/** Condition × behaviour: a row for each run, a column for each thing that was done in some; empty for one run alone. */
export function renderConditions(runs: readonly Run[], style: Style): string {
  if (runs.length < 2) return '';
  const behaviours = behavioursOf(runs).slice(0, BEHAVIOURS_SHOWN);
  const legend = behaviours.map(
    ({ capability, target }, index) =>
      `  ${style.dim(letter(index))}  ${capability.padEnd(17)} ${neutralizeShort(target, 70)}`,
  );
  const rows = runs.slice(0, RUNS_SHOWN).map((run) => {
    const marks = behaviours
      .map((behaviour, index) => (behaviour.runs.includes(run.id) ? letter(index) : '·'))
      .join('');
    const called = run.exercised === undefined ? '' : style.dim(` (exercised: ${run.exercised} functions)`);
    return `  ${marks.padEnd(BEHAVIOURS_SHOWN)}  ${neutralizeShort(describe(run.conditions), 90)}${called}`;
  });
  return [style.dim('explored '), ...rows, ...legend].join('\n');
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
