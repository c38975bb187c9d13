import { describe, expect, it } from 'vitest';
import { Kept, Record } from './record.ts';

const call = { transport: 'tcp', address: '203.0.113.9', port: 80, clockMs: 0 } as const;

describe('what is kept of a conversation', () => {
  it('is text where it is text, and base64 where it is none', () => {
    const record = new Record();
    const [text, bytes] = [new Kept(record), new Kept(record)];
    text.add('grüße');
    bytes.add(Buffer.from([0xff, 0]));
    expect(text.content).toEqual({ bytes: 7, text: 'grüße' });
    expect(bytes.content).toEqual({ bytes: 2, base64: '/wA=' });
  });

  it('is the beginning, and says that it was cut', () => {
    const kept = new Kept(new Record());
    for (let turn = 0; turn < 10; turn++) kept.add(Buffer.alloc(100_000, 'x'));
    expect(kept.content).toMatchObject({ bytes: 1_000_000, truncated: true });
    expect(kept.content.text).toHaveLength(256 * 1024);
  });

  it('has a bound for the run: many conversations hold no more than that', () => {
    const record = new Record();
    for (let turn = 0; turn < 100; turn++) record.begin(call, 'tcp', 'x', 'session').sent.add(Buffer.alloc(200_000));
    const kept = record.exchanges.reduce((sum, { sent }) => sum + (sent.content.text ?? '').length, 0);
    expect(kept).toBe(8 * 1024 * 1024);
  });

  it('is not crowded out by names that are asked for', () => {
    const record = new Record();
    for (let turn = 0; turn < 2_000; turn++) record.begin(call, 'dns', `n${turn}.example`, 'A');
    record.begin(call, 'http', 'drop.example', 'POST');
    expect(record.exchanges.at(-1)?.host).toBe('drop.example');
    expect(record.exchanges).toHaveLength(501);
    expect(record.dropped).toBe(1_500);
  });
});
