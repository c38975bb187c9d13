import type { ExaminedUnit } from './gate.ts';
import type { Concern } from './result.ts';
import type { Skipped } from './unit.ts';

/** Concerns of one kind that are told one by one; the rest is counted. */
const MOST_OF_A_KIND = 20;

/** What of a change no examination answers, so that a person has to. */
export function concernsOf(examined: readonly ExaminedUnit[], skipped: readonly Skipped[]): Concern[] {
  return [
    ...bounded(skipped.filter(({ needsReview }) => needsReview).map(ofSkipped)),
    ...bounded(examined.flatMap(ofFailed)),
    ...ofLate(examined),
    ...bounded(examined.flatMap(ofLost)),
    ...bounded(examined.flatMap(ofRead)),
    ...bounded(examined.flatMap(ofCut)),
  ];
}

function ofSkipped({ file, reason }: Skipped): Concern {
  return {
    kind: 'not-examined',
    message: `${file} was not examined: ${reason}`,
    remedy: 'Read what was not examined, or bring it into a shape that can be.',
    file,
  };
}

function ofFailed({ unit, outcome }: ExaminedUnit): Concern[] {
  if (!('failed' in outcome)) return [];
  return [
    {
      kind: 'not-examined',
      message: `${unit.name} was not examined: ${outcome.failed}`,
      remedy: 'Read what was not examined, or bring it into a shape that can be.',
      unit: unit.name,
    },
  ];
}

function ofLate(examined: readonly ExaminedUnit[]): Concern[] {
  const late = examined.filter(({ outcome }) => 'late' in outcome).map(({ unit }) => unit.name);
  if (late.length === 0) return [];
  const names = late.slice(0, 5).join(', ') + (late.length > 5 ? ' …' : '');
  return [
    {
      kind: 'out-of-time',
      message: `time ended before ${late.length} of ${examined.length} programs were examined: ${names}`,
      remedy: 'Start it again, what was examined is kept in the cache; or give it more with --budget.',
    },
  ];
}

function ofLost({ unit, outcome }: ExaminedUnit): Concern[] {
  if (!('answer' in outcome) || outcome.answer.lost === undefined) return [];
  return [
    {
      kind: 'ran-less',
      message: `${unit.name} shows less than before: ${outcome.answer.lost}`,
      remedy: 'Find out why it ends earlier than before: what did not run was not seen.',
      unit: unit.name,
    },
  ];
}

function ofRead({ unit, outcome }: ExaminedUnit): Concern[] {
  if (!('answer' in outcome) || outcome.answer.onlyRead === undefined) return [];
  return [
    {
      kind: 'read-only',
      message: `${unit.name} was only read: ${outcome.answer.onlyRead}`,
      remedy: 'Gate it on a machine that can run it.',
      unit: unit.name,
    },
  ];
}

function ofCut({ unit, outcome }: ExaminedUnit): Concern[] {
  if (!('answer' in outcome) || !outcome.answer.isCut) return [];
  return [
    {
      kind: 'not-examined',
      message: `${unit.name} does more different things than could be held against its base`,
      remedy: 'Split it, or read what it does.',
      unit: unit.name,
    },
  ];
}

function bounded(concerns: readonly Concern[]): Concern[] {
  const [first] = concerns;
  const more = concerns.length - MOST_OF_A_KIND;
  if (first === undefined || more <= 0) return [...concerns];
  return [
    ...concerns.slice(0, MOST_OF_A_KIND),
    { kind: first.kind, message: `and ${more} more of the same kind`, remedy: first.remedy },
  ];
}
