import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Language } from '../sample/sample.ts';
import { check, type Depth } from './examine.ts';
import { TWINS } from './resources.fixture.ts';

const ENDINGS: Partial<Record<Language, string>> = { python: 'py', javascript: 'js', bash: 'sh' };

async function rulesOf(
  language: Exclude<Language, 'wasm'>,
  code: string,
  wallMs: number,
  depth: Depth,
): Promise<Record<string, number | undefined>> {
  const sample = sampleOfSource(code, language, { entry: `a.${ENDINGS[language]}` });
  const limits = { ...DEFAULT_POLICY.limits, wallMs };
  const policy = { ...DEFAULT_POLICY, limits, network: { mode: 'sinkhole' as const } };
  const { findings } = await check(sample, { policy, depth, canaries: false });
  return Object.fromEntries(findings.map(({ rule, locations }) => [rule, locations[0]?.line]));
}

/** Everything this table is about: its honest twins have none of them. */
const BEHAVIOUR = /leak|bomb|flood|multiplication|endless|exhaustion|exponential|time-out/;

describe.each(TWINS)('$rule in $language', ({ rule, language, found, line, honest, depth: asked, wallMs = 6_000 }) => {
  const depth: Depth = asked ?? 'standard';
  it('is told by its name, with the line', async () => {
    expect(await rulesOf(language, found, wallMs, depth)).toMatchObject({ [rule]: line ?? expect.anything() });
  });

  it('and not of the honest twin', async () => {
    expect(Object.keys(await rulesOf(language, honest, 6_000, depth)).filter((id) => BEHAVIOUR.test(id))).toEqual([]);
  });
});
