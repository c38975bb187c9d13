import { describe, expect, it } from 'vitest';
import type { Finding } from '../judge/finding.ts';
import { chainedDamageRules } from '../judge/rules/chained-damage.ts';
import { chainedExecutionRules } from '../judge/rules/chained-execution.ts';
import { chainedExfiltrationRules } from '../judge/rules/chained-exfiltration.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { sampleOfSource } from '../sample/load.ts';
import { CHAINED } from './chains.fixture.ts';
import { check } from './examine.ts';

const ENDINGS = { python: 'py', javascript: 'js', bash: 'sh' };
const CHAINS: ReadonlySet<string> = new Set(
  [chainedExfiltrationRules, chainedExecutionRules, chainedDamageRules].flatMap((rules) => Object.keys(rules)),
);

async function chainsOf(language: keyof typeof ENDINGS, code: string): Promise<Finding[]> {
  const sample = sampleOfSource(code, language, { entry: `a.${ENDINGS[language]}` });
  const limits = { ...DEFAULT_POLICY.limits, wallMs: 5_000 };
  const { findings } = await check(sample, { policy: { ...DEFAULT_POLICY, limits, network: { mode: 'sinkhole' } } });
  return findings.filter(({ rule }) => CHAINS.has(rule));
}

describe.each(CHAINED)('$rule in $language', ({ rule, language, found, lines, ordinary }) => {
  it('lists its steps in the order of time, with their lines and what joins them', async () => {
    const { steps = [] } = (await chainsOf(language, found)).find((finding) => finding.rule === rule) ?? {};
    const seen = steps.map(({ line }) => line);
    expect(seen.filter((line, at) => line !== seen[at - 1])).toEqual(lines);
    expect([...steps].sort((a, b) => a.atMs - b.atMs)).toEqual(steps);
    expect(steps.at(-1)?.link).toBeDefined();
  });

  it('and ordinary work of the same steps makes none', async () => {
    expect(await chainsOf(language, ordinary)).toEqual([]);
  });
});
