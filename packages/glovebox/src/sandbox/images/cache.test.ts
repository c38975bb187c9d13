import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder } from './cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-cache-'));
  vi.stubEnv('GLOVEBOX_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a folder of the cache', () => {
  it('is made for its owner alone, wherever it lies', () => {
    expect(statSync(cacheFolder('container/images')).mode & 0o777).toBe(0o700);
  });

  it.each(['glovebox', 'glovebox/container', 'glovebox/container/images'])(
    'is not used when others may write in %s',
    (open) => {
      const made = join(folder, 'glovebox/container/images');
      mkdirSync(made, { recursive: true, mode: 0o700 });
      chmodSync(join(folder, open), 0o777);
      expect(() => cacheFolder('container/images')).toThrow(join(folder, open));
    },
  );

  it.skipIf(process.getuid?.() !== 0)("is not used when it is somebody else's", () => {
    chownSync(cacheFolder('wasm'), 12_345, 12_345);
    expect(() => cacheFolder('wasm')).toThrow('belongs to somebody else');
  });
});
