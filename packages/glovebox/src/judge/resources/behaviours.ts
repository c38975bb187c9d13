import type { Examination } from '../circumstances.ts';
import type { Match } from '../evaluate.ts';
import type { Behaviour } from '../rule.ts';
import { zipBombs } from './bombs.ts';
import { endlessMatches, logFloods, multiplications, requestFloods } from './floods.ts';
import { keptDescriptors, keptMemory, steepNumbers, steepTexts } from './growth.ts';
import { descriptorLeaks, memoryLeaks } from './leaks.ts';

const MOST_MATCHES = 5;

/** How each behaviour is told from the runs; what was decompressed or logged is no leak as well. */
export const BEHAVIOURS: Record<Behaviour, (examination: Examination) => Match[]> = {
  'memory-leak': bounded((all) =>
    zipBombs(all.runs, all.sample).length > 0 ? [] : [...memoryLeaks(all.runs), ...keptMemory(all.runs)],
  ),
  'descriptor-leak': bounded(({ runs }) => [...descriptorLeaks(runs), ...keptDescriptors(runs)]),
  'zip-bomb': bounded(({ runs, sample }) => zipBombs(runs, sample)),
  'log-flood': bounded((all) => (zipBombs(all.runs, all.sample).length > 0 ? [] : logFloods(all.runs))),
  'request-flood': bounded(({ runs }) => requestFloods(runs)),
  'process-multiplication': bounded(({ runs }) => multiplications(runs)),
  'endless-match': bounded(({ runs, inspection }) => endlessMatches(runs, inspection.marks ?? [])),
  'steep-text': bounded(({ runs }) => steepTexts(runs)),
  'steep-number': bounded(({ runs }) => steepNumbers(runs)),
};

function bounded(find: (examination: Examination) => Match[]): (examination: Examination) => Match[] {
  return (examination) => find(examination).slice(0, MOST_MATCHES);
}
