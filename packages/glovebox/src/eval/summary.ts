import type { Decision } from '../judge/finding.ts';
import { type Reliability, reliabilityOf } from './calibration.ts';
import { LABELS, type Label, type Split, splitOf } from './corpus.ts';
import { type Failed, isScored, type Outcome, type Scored } from './scored.ts';

/** How the samples of a group were decided. */
export interface Decisions extends Record<Decision, number> {
  readonly label: Label;
  readonly count: number;
}

/** How well a decision, or one above it, tells risky from benign. Shares, 0–1; null where nothing is there to divide by. */
export interface Detection {
  /** Of what was flagged and is labelled risky or benign, how much is risky. */
  readonly precision: number | null;
  /** Of the risky, how much was flagged. */
  readonly recall: number | null;
  /** Of the benign, how much was flagged. */
  readonly falsePositiveRate: number | null;
}

/** A decision that contradicts the label: a risky or insecure sample let through, a benign one held up. */
export interface Miss extends Scored {
  readonly kind: 'missed' | 'false-alarm';
}

export interface Summary {
  readonly count: number;
  readonly byLabel: readonly Decisions[];
  readonly byCategory: readonly (Decisions & { readonly corpus: string; readonly category: string })[];
  readonly detection: Record<Flagging, Detection>;
  /** The same for the samples that rules may be tuned on, and for those held out. */
  readonly splits: Record<Split, Record<Flagging, Detection> & { readonly count: number }>;
  readonly calibration: Reliability;
  /** Milliseconds a sample. */
  readonly ms: { readonly p50: number; readonly p95: number };
  /** Over the samples that were run: places where a capability is used, and how many of them a run reached. */
  readonly sites: { readonly found: number; readonly executed: number; readonly forced: number };
  /** Samples that were run with their own tests, and how many came to their end with them. */
  readonly tests: { readonly count: number; readonly passed: number };
  readonly misses: readonly Miss[];
  readonly failed: readonly Failed[];
}

/** A decision from which on a sample counts as flagged. */
type Flagging = Exclude<Decision, 'allow'>;

export function summarizeOutcomes(outcomes: readonly Outcome[]): Summary {
  const samples = outcomes.filter(isScored);
  const sides = new Map(samples.map((sample) => [sample, splitOf(sample)]));
  const sideOf = (sample: Scored) => sides.get(sample) ?? 'in';
  const heldIn = samples.filter((sample) => sideOf(sample) === 'in');
  const heldOut = samples.filter((sample) => sideOf(sample) === 'out');
  return {
    count: samples.length,
    byLabel: LABELS.flatMap((label) => decisionsOf(label, ofLabel(samples, label))),
    byCategory: [
      ...Map.groupBy(samples, ({ corpus, label, category }) => JSON.stringify([corpus, label, category])).values(),
    ]
      .flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const { label, corpus, category } = first;
        return decisionsOf(label, group).map((decisions) => ({ corpus, category, ...decisions }));
      })
      .sort((a, b) => a.corpus.localeCompare(b.corpus) || a.category.localeCompare(b.category)),
    detection: detectionOf(samples),
    splits: {
      in: { count: heldIn.length, ...detectionOf(heldIn) },
      out: { count: heldOut.length, ...detectionOf(heldOut) },
    },
    calibration: reliabilityOf(samples, sideOf),
    ms: { p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) },
    sites: {
      found: samples.reduce((sum, { sites }) => sum + (sites?.found ?? 0), 0),
      executed: samples.reduce((sum, { sites }) => sum + (sites?.executed ?? 0), 0),
      forced: samples.reduce((sum, { sites }) => sum + (sites?.forced ?? 0), 0),
    },
    tests: {
      count: samples.filter(({ tests }) => tests !== undefined).length,
      passed: samples.filter(({ tests }) => tests === 'passed').length,
    },
    misses: samples.flatMap((sample) => missOf(sample) ?? []),
    failed: outcomes.filter((outcome): outcome is Failed => !isScored(outcome)),
  };
}

function ofLabel(samples: readonly Scored[], label: Label): Scored[] {
  return samples.filter((sample) => sample.label === label);
}

function decisionsOf(label: Label, samples: readonly Scored[]): Decisions[] {
  if (samples.length === 0) return [];
  const counted = (decision: Decision) => samples.filter((sample) => sample.decision === decision).length;
  return [
    { label, count: samples.length, allow: counted('allow'), review: counted('review'), block: counted('block') },
  ];
}

function detectionOf(samples: readonly Scored[]): Record<Flagging, Detection> {
  return {
    review: detectionFrom(samples, ({ decision }) => decision !== 'allow'),
    block: detectionFrom(samples, ({ decision }) => decision === 'block'),
  };
}

function detectionFrom(samples: readonly Scored[], isFlagged: (sample: Scored) => boolean): Detection {
  const [risky, benign] = [ofLabel(samples, 'risky'), ofLabel(samples, 'benign')];
  const [found, alarms] = [risky.filter(isFlagged).length, benign.filter(isFlagged).length];
  return {
    precision: shareOf(found, found + alarms),
    recall: shareOf(found, risky.length),
    falsePositiveRate: shareOf(alarms, benign.length),
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function missOf(sample: Scored): Miss | undefined {
  const isFlagged = sample.decision !== 'allow';
  if (isFlagged === (sample.label !== 'benign')) return undefined;
  return { kind: isFlagged ? 'false-alarm' : 'missed', ...sample };
}

function percentile(samples: readonly Scored[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
