import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Names } from './names.ts';
import { answerQuery } from './resolver.ts';

function query(name: string, type: number): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  return Buffer.concat([Buffer.from([7, 8, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

describe('the resolver', () => {
  it('answers a question with its own number, the question, and what the name is given', () => {
    const names = new Names();
    const answer = answerQuery(query('evil.example', 1), names);
    const message = answer?.message ?? Buffer.alloc(0);
    expect(message.subarray(0, 8)).toEqual(Buffer.from([7, 8, 0x81, 0x80, 0, 1, 0, 1]));
    expect([...message.subarray(-4)].join('.')).toBe(names.resolve('evil.example').four);
    expect(answer).toMatchObject({ name: 'evil.example', type: 'A', shown: names.resolve('evil.example').four });
  });

  it.each([
    [28, 'AAAA', /^[0-9a-f:]{15,}$/],
    [15, 'MX', /^10 mail\.evil\.example$/],
    [16, 'TXT', /^v=spf1 /],
    [12, 'PTR', /^$/],
    [99, 'TYPE99', /^$/],
  ])('knows type %i', (number, type, shown) => {
    const answer = answerQuery(query('evil.example', number), new Names());
    expect(answer?.type).toBe(type);
    expect(answer?.shown).toMatch(shown);
  });

  it('finds the port of a service, and the name of an address it gave', () => {
    const names = new Names();
    expect(answerQuery(query('_imaps._tcp.evil.example', 33), names)?.shown).toBe('0 5 993 evil.example');
    const reverse = `${names.resolve('evil.example').four.split('.').reverse().join('.')}.in-addr.arpa`;
    expect(answerQuery(query(reverse, 12), names)?.shown).toBe('evil.example');
  });

  it('leaves the sample its own machine', () => {
    expect(answerQuery(query('localhost', 1), new Names())?.shown).toBe('127.0.0.1');
  });

  it('falls over no bytes', () => {
    const start = fc.constantFrom(query('a.example', 1), Buffer.alloc(0));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 80 }), (head, tail) => {
        answerQuery(Buffer.concat([head.subarray(0, 20), tail]), new Names());
      }),
    );
  });
});
