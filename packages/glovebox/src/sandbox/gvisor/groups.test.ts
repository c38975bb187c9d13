import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LIMIT_PROFILES } from '../limits.ts';
import { makeGroups } from './groups.ts';

it('a limit that cannot be written is told, and not reported as held', async () => {
  const home = mkdtempSync(join(tmpdir(), 'glovebox-groups-'));
  const controllers = ['memory', 'pids', 'cpu'] as const;
  const groups = makeGroups({ version: 2, folders: [{ path: home, controllers }] }, LIMIT_PROFILES.default);
  const [folder = ''] = groups.folders;
  try {
    mkdirSync(join(folder, 'cpu.max')); // cannot be written, not even by root
    expect(() => groups.holdSample()).toThrow('does not hold');
  } finally {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    await groups.remove();
    rmSync(home, { recursive: true });
  }
});
