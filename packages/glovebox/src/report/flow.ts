import type { Flow } from '../inspect/site.ts';
import { neutralize, neutralizeShort } from './neutralize.ts';

const STEPS_SHOWN = 8;
const LONGEST_STEP = 48;

/** The way data takes on one line, each step with its line: `os.environ (3) → assigned to all (3) → requests.post (9)`. */
export function renderFlow({ steps }: Flow): string {
  const home = steps.at(-1)?.file;
  const shown = steps.map(({ file, line, what }) => {
    const place = file === home ? String(line) : `${neutralize(file)}:${line}`;
    return `${neutralizeShort(what, LONGEST_STEP)} (${place})`;
  });
  if (shown.length <= STEPS_SHOWN) return shown.join(' → ');
  const left = shown.length - STEPS_SHOWN;
  const half = STEPS_SHOWN / 2;
  return [...shown.slice(0, half), `… ${left} more …`, ...shown.slice(-half)].join(' → ');
}
