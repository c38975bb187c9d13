import { neutralizeShort } from '../report/neutralize.ts';
import { type Style, styleFor } from '../report/style.ts';
import type { Calibration } from './calibration.ts';
import type { Detection, Miss, Summary } from './summary.ts';

export interface EvaluationText {
  readonly colour: boolean;
  /** How many misses are listed, at most. */
  readonly misses: number;
}

/** An evaluation for a person: how labels and categories were decided, how good that is, and what went wrong. */
export function renderEvaluation(summary: Summary, options: EvaluationText): string {
  const style = styleFor(options.colour);
  const sections = [
    decisions(summary, style),
    detection(summary, style),
    calibration(summary, style),
    `${style.bold('time')}  ${summary.ms.p50.toFixed(1)} ms a sample at p50, ${summary.ms.p95.toFixed(1)} ms at p95`,
    running(summary, style),
    misses(summary, options.misses, style),
    failures(summary, style),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function decisions({ byLabel, byCategory }: Summary, style: Style): string {
  const row = (name: string, group: Summary['byLabel'][number]) => [
    name,
    group.label,
    String(group.count),
    ...(['allow', 'review', 'block'] as const).map(
      (decision) => `${group[decision]} ${percent(group[decision] / group.count)}`,
    ),
  ];
  const rows = [
    ['', 'label', 'samples', 'allow', 'review', 'block'],
    ...byLabel.map((group) => row('all', group)),
    ...byCategory.map((group) => row(neutralizeShort(`${group.corpus} · ${group.category}`, 60), group)),
  ];
  return `${style.bold('decisions')}\n${table(rows)}`;
}

function detection({ detection, splits }: Summary, style: Style): string {
  const row = (name: string, { precision, recall, falsePositiveRate }: Detection) => [
    name,
    share(precision),
    share(recall),
    share(falsePositiveRate),
  ];
  const both = (name: string, at: Record<'review' | 'block', Detection>) => [
    row(`${name}, review or block`, at.review),
    row(`${name}, block`, at.block),
  ];
  const rows = [
    ['', 'precision', 'recall', 'false positives'],
    ...both('all', detection),
    ...both(`held in (${splits.in.count})`, splits.in),
    ...both(`held out (${splits.out.count})`, splits.out),
  ];
  return `${style.bold('detection')}  risky against benign\n${table(rows)}`;
}

/** Below so many samples a share says little. */
const FEW = 5;

function calibration({ calibration: all }: Summary, style: Style): string {
  const { splits, evenOdds, byCorpus } = all;
  const shareAt = (part: Calibration, bin: number) => {
    const { count = 0, observed = 0 } = part.bins[bin] ?? {};
    return count === 0 ? '–' : `${percent(observed)} of ${count}${count < FEW ? ' (few)' : ''}`;
  };
  const rows = all.bins.flatMap(({ from, to, count, predicted, observed }, bin) =>
    count === 0
      ? []
      : [
          [
            `${from}–${to}`,
            String(count),
            percent(predicted),
            percent(observed),
            shareAt(splits.in, bin),
            shareAt(splits.out, bin),
            percent(evenOdds.bins[bin]?.observed ?? 0),
          ],
        ],
  );
  const row = (name: string, { count, baseRate, expectedError }: Calibration) => [
    name,
    String(count),
    percent(baseRate),
    percent(expectedError),
  ];
  const corpora = byCorpus.map(({ corpus, count, baseRate, predicted, expectedError }) => [
    neutralizeShort(corpus, 40),
    String(count),
    percent(baseRate),
    percent(expectedError),
    percent(predicted),
  ]);
  return [
    `${style.bold('calibration')}  expected error ${percent(all.expectedError)}, held out ${percent(splits.out.expectedError)}; ${percent(all.baseRate)} of ${all.count} samples are risky, insecure ones not counted`,
    table([['risk', 'samples', 'mean risk', 'risky', 'held in', 'held out', 'at even odds'], ...rows]),
    '',
    table([
      ['expected error', 'samples', 'risky', 'error', 'mean risk'],
      row('all', all),
      row('held in', splits.in),
      row('held out', splits.out),
      row('with a finding', all.found),
      row('held out, with a finding', splits.out.found),
      row('at even odds', evenOdds),
      ...corpora,
    ]),
  ].join('\n');
}

/** What the runs reached; nothing where there was none. */
function running({ sites, tests }: Summary, style: Style): string {
  const reached = `${style.bold('sites')}  ${sites.executed} of ${sites.found} executed, ${percent(sites.executed / sites.found)}${forcedPart(sites.forced)}`;
  const passed = `${style.bold('tests')}  ${tests.passed} of ${tests.count} samples passed their own`;
  return [...(sites.found > 0 ? [reached] : []), ...(tests.count > 0 ? [passed] : [])].join('\n');
}

function misses({ misses: all }: Summary, most: number, style: Style): string {
  if (all.length === 0) return `${style.bold('misses')}  none`;
  const shown = all.slice(0, most).map((miss) => missRow(miss));
  const more =
    all.length > shown.length ? style.dim(`… and ${all.length - shown.length} more (--misses shows them)`) : '';
  const head = `${style.bold('misses')}  ${all.length}: risky or insecure and allowed, benign and not`;
  return [head, table(shown), more].filter((line) => line !== '').join('\n');
}

function missRow(miss: Miss): string[] {
  const why = miss.reasons.length === 0 ? 'no rule matched' : miss.reasons.slice(0, 5).join(', ');
  return [
    neutralizeShort(`${miss.corpus}:${miss.line}`, 40),
    neutralizeShort(miss.id, 40),
    neutralizeShort(miss.category, 40),
    `${miss.label} → ${miss.decision} ${miss.risk}`,
    why,
  ];
}

const REASONS_SHOWN = 10;

/** Often the same reason for all of them, such as an interpreter that is missing: each reason once. */
function failures({ failed }: Summary, style: Style): string {
  if (failed.length === 0) return '';
  const byReason = [...Map.groupBy(failed, ({ reason }) => reason)].slice(0, REASONS_SHOWN);
  const rows = byReason.map(([reason, alike]) => [
    `${alike.length} ×`,
    neutralizeShort(`${alike[0]?.corpus}:${alike[0]?.line}`, 40),
    neutralizeShort(reason, 200),
  ]);
  return `${style.bold('without a verdict')}  ${failed.length}\n${table(rows)}`;
}

function share(value: number | null): string {
  return value === null ? '–' : percent(value);
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

/** What only rewritten conditions led to. */
function forcedPart(forced: number): string {
  return forced === 0 ? '' : `, ${forced} of them forced`;
}
