import type { Case } from '../../packages/glovebox/src/eval/corpus.ts';
import { TWINS } from '../twins/twins.ts';
import { examined } from './examined.ts';
import { met, percent, type Section } from './section.ts';
import { percentFlagged } from './targets.ts';

/** Percent of the harmless twins that may be held up for review. */
const MOST_REVIEWED = 10;

/** The risky programs of our own, and each again with a harmless target or flow. */
export async function measureTwins(listed: number): Promise<Section> {
  const samples = await examined(twinCases());
  const [risky, twins] = [
    samples.filter((one) => one.label === 'risky'),
    samples.filter((one) => one.label === 'benign'),
  ];
  const shares = {
    found: percentFlagged(risky, 'review') ?? 0,
    blockedRisky: percentFlagged(risky, 'block') ?? 0,
    reviewed: percentFlagged(twins, 'review') ?? 0,
    blocked: percentFlagged(twins, 'block') ?? 0,
  };
  return {
    title: 'Matched twins, read alone: the same program with a harmless target or flow',
    head: ['', 'programs', 'target', 'measured', ''],
    rows: [
      ['risky, review or block', String(risky.length), '100 %', percent(shares.found), met(shares.found === 100)],
      ['risky, block', String(risky.length), '', percent(shares.blockedRisky), ''],
      ['twins, block', String(twins.length), '0 %', percent(shares.blocked), met(shares.blocked === 0)],
      [
        'twins, review or block',
        String(twins.length),
        `≤ ${MOST_REVIEWED} %`,
        percent(shares.reviewed),
        met(shares.reviewed <= MOST_REVIEWED),
      ],
    ],
    notes: [
      ...risky.filter(({ decision }) => decision === 'allow').map(({ id }) => `missed: ${id}`),
      ...twins
        .filter(({ decision }) => decision !== 'allow')
        .map(({ id, decision, reasons }) => `twin to ${decision}: ${id} by ${reasons.join(', ')}`),
    ].slice(0, listed),
  };
}

/** Each risky program, labelled so, followed by its twin. */
export function twinCases(): Case[] {
  return TWINS.flatMap(({ id, language, risky, twin }, index): Case[] => {
    const shared = { id, language, category: 'twin', corpus: 'twins', line: index + 1 };
    return [
      { ...shared, label: 'risky', code: risky },
      { ...shared, label: 'benign', code: twin },
    ];
  });
}
