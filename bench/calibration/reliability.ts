import { type Calibration, type Reliability, reliabilityOf } from '../../packages/glovebox/src/eval/calibration.ts';
import { type CalibrationMap, calibrated } from '../../packages/glovebox/src/judge/calibrated.ts';
import { met, percent, renderSection } from '../corpora/section.ts';
import { DEPTHS, type Group, samplesOf } from './counts.ts';
import { mapFor } from './fit.ts';

/** The expected error that may be, over ten bins, of samples that nothing was fitted to. */
export const MOST_ERROR = 0.08;

/** What administrators type, labelled benign since people do run it: more than half of all samples. */
const ONE_LINERS = 'benign-nl2bash';

/** Fitted to the samples held in, of every depth and corpus together. */
export function fitted(groups: readonly Group[]): CalibrationMap {
  const heldIn = groups.filter(({ split }) => split === 'in');
  return mapFor(
    samplesOf(heldIn, (strength) => strength).map(({ strength, label }) => ({ strength, isRisky: label === 'risky' })),
  );
}

/** How risk by a map compares with labels, and by the strength of the evidence alone. */
export function reliabilitySections(groups: readonly Group[], map: CalibrationMap): string[] {
  const knots = map.map(([strength, risk]) => `${strength} → ${risk}`).join(', ');
  const of = (depth: Group['depth'], riskOf: (strength: number) => number, counted = groups) =>
    reliabilityOf(
      samplesOf(
        counted.filter((group) => group.depth === depth),
        riskOf,
      ),
      ({ split }) => split,
    );
  const programs = groups.filter(({ corpus }) => corpus !== ONE_LINERS);
  const measured = DEPTHS.filter((depth) => groups.some((group) => group.depth === depth)).map((depth) => ({
    depth,
    risk: of(depth, (strength) => calibrated(strength, map)),
    strength: of(depth, (strength) => strength),
    programs: {
      risk: of(depth, (strength) => calibrated(strength, map), programs),
      strength: of(depth, (strength) => strength, programs),
    },
  }));
  return [
    `strength of the evidence → risk: ${knots}`,
    ...measured.map(({ depth, risk }) => tableOf(depth, risk)),
    errorsOf(measured),
    corporaOf(measured),
  ];
}

function tableOf(depth: string, { bins, splits, evenOdds, count, baseRate }: Reliability): string {
  const at = (part: Calibration, bin: number, name: 'predicted' | 'observed') => share(part.bins[bin]?.[name] ?? 0);
  const rows = bins.flatMap(({ from, to }, bin) => {
    if (bins[bin]?.count === 0) return [];
    const halves = [splits.in, splits.out].flatMap((part) =>
      part.bins[bin]?.count === 0
        ? ['–', '', '']
        : [String(part.bins[bin]?.count), at(part, bin, 'predicted'), at(part, bin, 'observed')],
    );
    return [[`${from}–${to}`, ...halves, at(evenOdds, bin, 'observed')]];
  });
  return renderSection({
    title: `Reliability at depth ${depth}: ${count} samples, ${share(baseRate)} of them risky`,
    head: ['risk', 'held in', 'mean risk', 'risky', 'held out', 'mean risk', 'risky', 'at even odds'],
    rows,
    notes: [],
  });
}

interface Compared {
  readonly risk: Reliability;
  readonly strength: Reliability;
}

interface Measured extends Compared {
  readonly depth: string;
  /** Without {@link ONE_LINERS}. */
  readonly programs: Compared;
}

/** Expected errors: as risk is, and as it would be without the map. */
function errorsOf(measured: readonly Measured[]): string {
  const row = (name: string, { risk, strength }: Compared, of: (all: Reliability) => Calibration, isHeld = false) => [
    name,
    String(of(risk).count),
    share(of(risk).baseRate),
    isHeld ? `≤ ${share(MOST_ERROR)}` : '',
    share(of(risk).expectedError),
    share(of(strength).expectedError),
    isHeld ? met(of(risk).expectedError <= MOST_ERROR) : '',
  ];
  return renderSection({
    title: 'Expected calibration error, 10 bins, all corpora together',
    head: ['', 'samples', 'risky', 'target', 'error', 'without the map', ''],
    rows: measured.flatMap((one) => [
      row(`${one.depth}, held in`, one, ({ splits }) => splits.in),
      row(`${one.depth}, held out`, one, ({ splits }) => splits.out, true),
      row(`${one.depth}, held out, with a finding`, one, ({ splits }) => splits.out.found),
      row(`${one.depth}, held out, without one-liners`, one.programs, ({ splits }) => splits.out),
      row(`${one.depth}, the same, with a finding`, one.programs, ({ splits }) => splits.out.found),
      row(`${one.depth}, all at even odds`, one, ({ evenOdds }) => evenOdds),
    ]),
    notes: [],
  });
}

/** A corpus of one label has no base rate to speak of: what counts is how near mean risk comes to it. */
function corporaOf(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ depth, risk }) =>
    risk.byCorpus.map(({ corpus, count, baseRate, predicted, expectedError }) => [
      `${depth}, ${corpus}`,
      String(count),
      share(baseRate),
      share(predicted),
      share(expectedError),
    ]),
  );
  return renderSection({ title: 'By corpus', head: ['', 'samples', 'risky', 'mean risk', 'error'], rows, notes: [] });
}

function share(value: number): string {
  return percent(value * 100);
}
