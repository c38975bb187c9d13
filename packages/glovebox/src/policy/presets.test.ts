import { describe, expect, it } from 'vitest';
import { loadPolicy } from './load.ts';
import { DEFAULT_POLICY, policyDigest } from './policy.ts';
import { PRESET_NAMES, PRESETS } from './presets.ts';
import { policyFileSchema } from './schema.ts';

describe.each(PRESET_NAMES)('the preset %s', (name) => {
  it('is a policy as a file could say it, with its reason', () => {
    expect(policyFileSchema.parse(PRESETS[name].part)).toEqual(PRESETS[name].part);
    expect(PRESETS[name].why).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('is no laxer than the default: it lets nobody out, lays out decoys, accepts no credential and interrupts as early', async () => {
    const { network, canaries, permit, thresholds } = await loadPolicy(name);
    expect(['deny', 'sinkhole']).toContain(network?.mode ?? 'deny');
    expect(canaries ?? true).toBe(true);
    expect(permit?.['secret.read']).toBeUndefined();
    expect(thresholds.review).toBeLessThanOrEqual(DEFAULT_POLICY.thresholds.review);
    expect(thresholds.block).toBeLessThanOrEqual(DEFAULT_POLICY.thresholds.block);
  });
});

it('presets differ from one another and from the default', async () => {
  const policies = [DEFAULT_POLICY, ...(await Promise.all(PRESET_NAMES.map(loadPolicy)))];
  expect(new Set(policies.map(policyDigest)).size).toBe(PRESET_NAMES.length + 1);
});
