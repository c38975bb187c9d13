import { type ReachedCode, withReachedCode } from '../inspect/captured.ts';
import type { Inspection } from '../inspect/site.ts';
import type { Captured } from '../observe/captured/captured.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from '../sandbox/run.ts';

/** The runs with each code told once, in the first that captured it, under an id of its own; and the inspection with what it does. */
export async function inspectCaptured(
  sample: Sample,
  inspection: Inspection,
  runs: readonly Run[],
): Promise<[Inspection, Run[]]> {
  const told = toldOnce(runs);
  // What the kernel told comes first: no flood of words takes the time for it.
  const all = told.flatMap(({ captured = [] }) => captured);
  const facts = all.filter(({ how }) => how !== 'evaluated');
  const pieces = [...facts, ...all.filter(({ how }) => how === 'evaluated')].flatMap((one) => reached(sample, one));
  const whole = await withReachedCode(inspection, pieces);
  const skipped = told.flatMap((run) => cutOf(sample, run));
  return [{ ...whole, skipped: [...whole.skipped, ...skipped.slice(0, 1)] }, told];
}

function toldOnce(runs: readonly Run[]): Run[] {
  const seen = new Set<string>();
  return runs.map((run) => {
    const { captured: all = [], ...rest } = run;
    const events = new Set(run.events.map(({ id }) => id));
    const captured = all.flatMap(({ event, ...one }): Captured[] => {
      const key = `${one.language} ${one.source?.file}:${one.source?.line} ${one.code}`;
      if (seen.has(key)) return [];
      const id = `code:${seen.add(key).size}`;
      return [{ ...one, id, ...(event !== undefined && events.has(event) && { event }) }];
    });
    return captured.length === 0 ? rest : { ...rest, captured };
  });
}

/** Where no line is known, it is the program's first. */
function reached(sample: Sample, { id, language, by, code, source }: Captured): ReachedCode[] {
  if (language === 'other') return [];
  const { file, line } = source ?? { file: sample.entry, line: 1 };
  return [{ id, language, by, code, file, line }];
}

function cutOf(sample: Sample, { captured = [], capturedDropped = 0 }: Run): Inspection['skipped'] {
  if (capturedDropped === 0 && captured.every(({ truncated }) => truncated !== true)) return [];
  return [{ file: sample.entry, reason: 'only in part: it ran more code than is kept' }];
}
