import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check, createJail, DEFAULT_POLICY, loadSample } from '../packages/glovebox/src/index.ts';
import { EXAMPLES, type Expectation } from './table.ts';

// Long enough for every one that ends by itself; those that do not need not take the full time.
const policy = { ...DEFAULT_POLICY, limits: { ...DEFAULT_POLICY.limits, wallMs: 6000 } };

describe('the examples', () => {
  const backend = createJail();
  afterAll(() => backend.dispose());

  it('are all in the table, half of them dangerous, in each language at least six', () => {
    const found = ['ordinary', 'dangerous'].flatMap((folder) => readdirSync(join(import.meta.dirname, folder)).map((name) => `${folder}/${name}`));
    expect(EXAMPLES.map(({ file }) => file).sort()).toEqual(found.sort());
    expect(found.length).toBeGreaterThanOrEqual(24);
    expect(found.filter((file) => file.startsWith('ordinary/'))).toHaveLength(found.length / 2);
    for (const extension of ['.py', '.js', '.sh']) expect(found.filter((file) => extname(file) === extension).length).toBeGreaterThanOrEqual(6);
  });

  for (const example of EXAMPLES)
    it(sentence(example), async () => {
      const report = await check(await loadSample(join(import.meta.dirname, example.file)), { policy, backend });
      const found = report.findings.map(({ rule, locations }) => ({ rule, line: locations[0]?.line }));
      expect(report.verdict.decision, JSON.stringify({ verdict: report.verdict, found })).toBe(example.decision);
      if (example.finding) expect(found).toContainEqual(expect.objectContaining(example.finding));
    });
});

function sentence({ file, decision, finding }: Expectation): string {
  if (finding === undefined) return `${file} is ${decision}`;
  return `${file} is ${decision} for ${finding.rule}${finding.line === undefined ? '' : ` in line ${finding.line}`}`;
}
