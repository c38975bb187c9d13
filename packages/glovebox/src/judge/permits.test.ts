import { describe, expect, it } from 'vitest';
import type { Permits } from '../policy/permits.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { judge } from './judge.ts';
import { examine, type Scene } from './scene.fixture.ts';

function statusesOf(scene: Scene, permit: Permits): Record<string, string> {
  const { findings } = judge(examine({ ...scene, policy: { ...DEFAULT_POLICY, permit } }));
  return Object.fromEntries(findings.map(({ rule, status }) => [rule, status]));
}

const READ = { capability: 'file.read', operation: 'openat', target: '/home/user/.ssh/id_rsa', line: 1 } as const;
const CONNECT = { capability: 'network.connect', operation: 'connect', target: 'drop.example:443', line: 2 } as const;

describe('a permit', () => {
  it('lifts what rests on nothing but permitted acts', () => {
    const scene = { events: [CONNECT] };
    expect(statusesOf(scene, { 'network.connect': ['drop.example:443'] })).toEqual({ 'network-request': 'overridden' });
    expect(statusesOf(scene, { 'network.connect': ['other.example'] })).toEqual({ 'beyond-permits': 'open' });
  });

  it('lifts no critical finding, even where every act of it is permitted', () => {
    const permit = { 'file.read': ['~/.ssh/id_rsa'], 'network.connect': ['drop.example:443'] };
    const statuses = statusesOf({ events: [READ, CONNECT] }, permit);
    expect(statuses).toMatchObject({ 'secret-exfiltration': 'open', 'secret-read': 'overridden' });
    expect(statuses).not.toHaveProperty('beyond-permits');
  });

  it('lifts nothing of what an agent alone says where the kernel looked', () => {
    const said = { ...READ, observer: 'interpreter', target: '/home/user/.netrc' } as const;
    expect(statusesOf({ events: [CONNECT, said] }, { 'file.read': ['~/.netrc'] })).toMatchObject({
      'secret-read': 'open',
    });
  });

  it('does not cover how a run ended', () => {
    const scene = { events: [CONNECT], run: { status: 'timed-out' as const, limit: 'wallClock' as const } };
    expect(statusesOf(scene, { 'network.connect': ['*'] })).toMatchObject({ 'time-out': 'open' });
  });
});
