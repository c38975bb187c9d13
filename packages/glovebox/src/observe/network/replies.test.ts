import { describe, expect, it } from 'vitest';
import { processorMs } from '../../inspect/clock.fixture.ts';
import { bodyOf, scripted } from './replies.ts';

describe('a scripted reply', () => {
  const replies = [
    { host: 'drop.example', path: '/stage/*.py', body: 'first' },
    { host: '*.example', body: 'below' },
    { host: '203.0.113.9', path: '/a*b*c', body: 'pieces' },
  ];

  it.each([
    ['drop.example', '/stage/two.py', 'first'],
    ['DROP.example', '/stage/two.py', 'first'],
    ['drop.example', '/other', 'below'],
    ['203.0.113.9', '/aXbYc', 'pieces'],
    ['203.0.113.9', '/abc', 'pieces'],
  ])('is the first that fits %s%s', (host, path, body) => {
    expect(scripted(replies, host, path)?.body).toBe(body);
  });

  it.each([
    ['example', '/'],
    ['203.0.113.9', '/ab'],
    ['203.0.113.9', '/aXcYb'],
  ])('is none for %s%s', (host, path) => {
    expect(scripted(replies, host, path)).toBeUndefined();
  });

  it('may hold bytes that are no text', () => {
    expect(bodyOf({ host: '*', body: 'AP8=', base64: true })).toEqual(Buffer.from([0, 255]));
  });

  it('is found in a time that a long path does not make long', async () => {
    const replies = [{ host: '*', path: `/${'*a'.repeat(500)}*b`, body: '' }];
    expect(await processorMs(() => scripted(replies, 'x', `/${'a'.repeat(100_000)}`))).toBeLessThan(500);
  });
});
