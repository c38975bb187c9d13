import { describe, expect, it } from 'vitest';
import { unprivilegedUid } from './uid.ts';

const root = () => 0;

describe('the user a jail runs as', () => {
  it('is the caller for an ordinary user', () => {
    expect(unprivilegedUid(1, () => 1000)).toBeUndefined();
  });

  it('is an id of its own for every jail of root', () => {
    const map = () => ({ start: 0, size: 0xffff_ffff });
    const ids = [1, 2, 3].map((jail) => unprivilegedUid(jail, root, map));
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toBeGreaterThanOrEqual(1_000_000_000);
  });

  it('is one that a rootless container maps', () => {
    const id = unprivilegedUid(5, root, () => ({ start: 1, size: 65_536 }));
    expect(id).toBeGreaterThan(1000);
    expect(id).toBeLessThanOrEqual(65_536);
  });

  it('stays the caller where the namespace maps nobody else', () => {
    expect(unprivilegedUid(1, root, () => ({ start: 0, size: 1 }))).toBeUndefined();
  });
});
