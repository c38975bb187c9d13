import type { Flow } from '../inspect/site.ts';
import type { Finding } from '../judge/finding.ts';
import { neutralize, neutralizeShort } from './neutralize.ts';

const STEPS_SHOWN = 8;
const LONGEST_STEP = 48;

/** A step of a way, where it is known. */
interface Step {
  readonly what: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** The way data takes on one line, each step with its line: `os.environ (3) → assigned to all (3) → requests.post (9)`. */
export function renderFlow({ steps }: Flow): string {
  return way(steps, (text) => text);
}

/** What was seen one after the other, each with its line and time: `reads a secret: ~/.netrc (3, 8 ms) → …`. */
export function renderSteps(steps: NonNullable<Finding['steps']>): string {
  const times = new Map<Step, string>(steps.map((step) => [step, `${step.atMs.toFixed(0)} ms`]));
  return way(steps, (place, step) => [place, times.get(step)].filter((text) => text !== '').join(', '));
}

function way(steps: readonly Step[], placed: (place: string, step: Step) => string): string {
  const home = steps.at(-1)?.file;
  const shown = steps.map(
    (step) => `${neutralizeShort(step.what, LONGEST_STEP)} (${placed(placeOf(step, home), step)})`,
  );
  if (shown.length <= STEPS_SHOWN) return shown.join(' → ');
  const left = shown.length - STEPS_SHOWN;
  const half = STEPS_SHOWN / 2;
  return [...shown.slice(0, half), `… ${left} more …`, ...shown.slice(-half)].join(' → ');
}

function placeOf({ file, line }: Step, home: string | undefined): string {
  if (file === undefined || line === undefined) return '';
  return file === home ? String(line) : `${neutralize(file)}:${line}`;
}
