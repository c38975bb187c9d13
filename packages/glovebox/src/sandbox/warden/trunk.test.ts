import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createTrunk } from './trunk.ts';

/** What was sent to the warden, as it would read it. */
interface Sent {
  readonly what: string;
  readonly id: number;
  readonly bytes: Buffer;
}

function open() {
  const sent: Sent[] = [];
  const taken: Duplex[] = [];
  const trunk = createTrunk(
    (frames) => {
      for (const frame of frames)
        sent.push({ what: frame.toString('latin1', 5, 6), id: frame.readUInt32LE(6), bytes: frame.subarray(10) });
    },
    (connection) => taken.push(connection.on('error', () => {})),
  );
  const say = (id: number, words: string) => trunk.hear({ t: 'net', id, data: Buffer.from(words).toString('base64') });
  return { trunk, sent, taken, say, of: (what: string) => sent.filter((one) => one.what === what) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('connections over the warden’s own line', () => {
  it('are kept apart by their numbers', async () => {
    const { trunk, taken, say, of } = open();
    say(1, 'one');
    say(2, 'two');
    say(1, ' more');
    trunk.hear({ t: 'net', id: 1, said: 'end' });
    trunk.hear({ t: 'net', id: 2, said: 'end' });
    expect(await Promise.all(taken.map((one) => text(one)))).toEqual(['one more', 'two']);
    taken[1]?.end('answer');
    await turn();
    expect(of('d').map(({ id, bytes }) => [id, `${bytes}`])).toEqual([[2, 'answer']]);
    expect(of('e').map(({ id }) => id)).toEqual([2]);
  });

  it('send no more than the warden has room for', async () => {
    const { trunk, taken, say, of } = open();
    say(1, 'x');
    taken[0]?.write(Buffer.alloc(100_000));
    await turn();
    const total = () => of('d').reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(total()).toBe(32 * 1024);
    trunk.hear({ t: 'net', id: 1, credit: 10_000 });
    await turn();
    expect(total()).toBe(32 * 1024 + 10_000);
    trunk.hear({ t: 'net', id: 1, credit: 1e9 }); // never more than its window
    await turn();
    expect(total()).toBe(2 * 32 * 1024 + 10_000);
  });

  it('tell of room only for what was taken', async () => {
    const { taken, say, of } = open();
    for (let at = 0; at < 40; at++) say(1, 'y'.repeat(1_000));
    await turn();
    const told = () => of('c').reduce((sum, { bytes }) => sum + bytes.readUInt32LE(0), 0);
    expect(told()).toBeLessThan(33_000);
    taken[0]?.resume();
    await expect.poll(told).toBe(40_000);
  });

  it('begin with a number that is new, and with words: a sandbox that was taken over makes no others', () => {
    const { trunk, taken, say } = open();
    trunk.hear({ t: 'net', id: 1, said: 'end' });
    trunk.hear({ t: 'net', id: 1, credit: 5 });
    say(5, 'a');
    say(4, 'b');
    expect(taken).toHaveLength(1);
    for (let id = 10; id < 2_000; id++) say(id, 'c');
    expect(taken).toHaveLength(512);
  });

  it('end with the sandbox', async () => {
    const { trunk, taken, say, sent } = open();
    say(1, 'z');
    taken[0]?.write(Buffer.alloc(100_000));
    await turn();
    const before = sent.length;
    trunk.end();
    await turn();
    expect(taken[0]?.destroyed).toBe(true);
    expect(sent).toHaveLength(before);
  });
});
