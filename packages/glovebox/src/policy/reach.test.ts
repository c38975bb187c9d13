import { describe, expect, it } from 'vitest';
import { isPermitted } from './permits.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { accepted } from './reach.ts';

const NETWORK = { mode: 'allow', hosts: ['pypi.org', '*.example.com:8443'], addresses: ['10.0.0.5:443'] } as const;
const policy: Policy = { ...DEFAULT_POLICY, network: NETWORK };
const spoken = (target: string) => isPermitted(accepted(policy) ?? {}, { capability: 'network.connect', target });

describe('what a policy accepts', () => {
  it('is that the hosts it lets a program speak to are spoken to, and nothing else', () => {
    for (const target of ['pypi.org:443', 'a.example.com:8443', '10.0.0.5:443', 'pypi.org'])
      expect(spoken(target)).toBe(true);
    for (const target of ['pypi.org:22', 'a.example.com:443', 'evil.org:443', '10.0.0.6:443'])
      expect(spoken(target)).toBe(false);
  });

  it('is nothing of what a pattern covers that names nothing in particular', () => {
    const all = { 'file.read': ['/**', '~/**', './a', '~/b'], 'network.connect': ['*', '*:443', 'a.example'] };
    expect(accepted({ ...DEFAULT_POLICY, permit: all })).toEqual({
      'file.read': ['./a', '~/b'],
      'network.connect': ['a.example'],
    });
  });

  it('is what it permits where it says so, and all of nothing where nobody may be spoken to', () => {
    const permit = { 'file.write': ['./out'] };
    expect(accepted({ ...policy, permit })).toEqual(permit);
    expect(accepted({ ...policy, network: { mode: 'sinkhole' } })).toBeUndefined();
    expect(accepted(DEFAULT_POLICY)).toBeUndefined();
  });
});
