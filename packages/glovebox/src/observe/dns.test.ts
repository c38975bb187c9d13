import { describe, expect, it } from 'vitest';
import { questionName } from './dns.ts';

/** A standard query for one name. */
function query(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

describe('the name in a DNS query', () => {
  it('is read', () => {
    expect(questionName(query('evil.example'))).toBe('evil.example');
  });

  it.each([
    ['an answer', Buffer.concat([Buffer.from([0, 1, 0x81]), query('a.example').subarray(3)])],
    ['a label that runs past the end', query('evil.example').subarray(0, 18)],
    ['a compression pointer', Buffer.concat([query('a.b').subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])])],
    ['nothing', Buffer.alloc(0)],
  ])('is not invented from %s', (_, message) => {
    expect(questionName(message)).toBeUndefined();
  });
});
