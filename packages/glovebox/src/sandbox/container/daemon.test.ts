import { expect, it } from 'vitest';
import { LIMIT_PROFILES } from '../limits.ts';
import { enforcement, holding, needsWatching } from './daemon.ts';

const ABOUT = { CgroupVersion: '1', MemoryLimit: true, SwapLimit: true, PidsLimit: true, CpuCfsQuota: true };

it('memory that a cgroup holds together with swap is its to hold', () => {
  const holds = holding({ isPodman: false }, ABOUT);
  expect(needsWatching(holds)).toBe(false);
  expect(enforcement(LIMIT_PROFILES.default, holds).memory.enforcedBy).toBe('cgroup-v1');
});

it('memory beside which there is swap is watched by the warden, and the report says so', () => {
  const holds = holding({ isPodman: false }, { ...ABOUT, SwapLimit: false });
  expect(needsWatching(holds)).toBe(true);
  expect(enforcement(LIMIT_PROFILES.default, holds).memory.enforcedBy).toBe('warden');
});
