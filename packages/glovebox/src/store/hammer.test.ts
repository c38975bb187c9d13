import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hammer } from './hammer.fixture.ts';
import { ownFolders } from './store.fixture.ts';

const own = ownFolders();

beforeEach(() => {
  vi.stubEnv('XDG_CONFIG_HOME', own.env.XDG_CONFIG_HOME);
});
afterEach(() => {
  vi.unstubAllEnvs();
  own.remove();
});

it('eight processes that are killed while they write lose nothing of what was kept, and break nothing', async () => {
  mkdirSync(own.caches, { mode: 0o700 });
  const { acknowledged, kills, ...rest } = await hammer(own.caches, own.env, 8, 3_000);
  expect(rest).toEqual({ lost: 0, complaints: [], integrity: 'ok' });
  expect(kills).toBeGreaterThanOrEqual(8);
  expect(acknowledged).toBeGreaterThan(100);
}, 60_000);
