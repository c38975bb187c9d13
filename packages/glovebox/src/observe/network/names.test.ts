import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Names } from './names.ts';

describe('the addresses of names', () => {
  it('are the same in every run, differ from name to name, and lead back', () => {
    const [one, other] = [new Names(), new Names()];
    const first = one.resolve('Api.Example.com');
    expect(other.resolve('api.example.com')).toEqual(first);
    expect(one.resolve('b.example')).not.toEqual(first);
    expect(one.nameOf(first.four)).toBe('api.example.com');
    expect(one.nameOf(first.six)).toBe('api.example.com');
    expect(one.nameOf('203.0.113.9')).toBeUndefined();
  });

  it('are legal, and written as the kernel writes them', () => {
    const names = new Names();
    for (let number = 0; number < 500; number++) {
      const { four, six } = names.resolve(`host-${number}.example`);
      expect([isIP(four), isIP(six)]).toEqual([4, 6]);
      expect(new URL(`http://[${six}]/`).hostname).toBe(`[${six}]`);
    }
  });

  it('end: a flood of names shares one', () => {
    const names = new Names();
    for (let number = 0; number < 5_000; number++) names.resolve(`flood-${number}.example`);
    expect(names.all.size).toBeLessThanOrEqual(4_000);
    expect(names.resolve('one-more.example')).toEqual(names.resolve('another.example'));
  });
});
