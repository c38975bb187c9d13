import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const lock = read('package-lock.json');

test.each(['package.json', ...globSync('packages/*/package.json', { cwd: root })])(
  'the lock file is in step with %s',
  (path) => {
    const asked = read(path);
    const locked = lock.packages[path === 'package.json' ? '' : dirname(path)];
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      expect(locked?.[kind] ?? {}, kind).toEqual(asked[kind] ?? {});
    }
  },
);

test('the lock file names no registry, and holds every package to a checksum', () => {
  for (const [path, entry] of Object.entries<{
    resolved?: string;
    link?: boolean;
    inBundle?: boolean;
    integrity?: string;
  }>(lock.packages)) {
    expect(entry.resolved ?? '', path).not.toMatch(/^\w+:/);
    if (path.includes('node_modules/') && !entry.link && !entry.inBundle)
      expect(entry.integrity, path).toMatch(/^sha512-/);
  }
});
