import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import { parsePolicy } from '../policy/load.ts';
import { PRESETS } from '../policy/presets.ts';
import { policyFileSchema, policyTestsSchema } from '../policy/schema.ts';
import { parseWritten } from '../policy/written.ts';
import { sampleOfSource } from '../sample/load.ts';

const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const [policy = '', tests = '', ...more] = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text ?? '');

describe('what docs/policy.md shows', () => {
  it('is a policy with every key there is, and tests', async () => {
    const { value } = parseWritten('docs/policy.md', policy, policyFileSchema);
    const undocumented = Object.keys(policyFileSchema.shape).filter((key) => !(key in value));
    expect(undocumented).toEqual(['replace']);
    expect(page).toContain('`replace: [');
    expect((await parsePolicy('docs/policy.md', policy)).thresholds).toEqual({ review: 30, block: 60 });
    expect(more).toEqual([]);
  });

  it('decides as its tests say', async () => {
    const { value } = parseWritten('docs/policy.md', tests, policyTestsSchema);
    const inline = value.tests.find(({ code }) => code !== undefined);
    const report = await check(sampleOfSource(inline?.code ?? '', 'python'), { depth: 'quick' });
    expect(report.verdict.decision).toBe(inline?.decision);
    expect(report.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(inline?.rules ?? ['none']));
  });

  it('lists the presets with their reasons', () => {
    for (const [name, { why }] of Object.entries(PRESETS)) expect(page).toContain(`| \`${name}\` | ${why} |`);
  });
});
