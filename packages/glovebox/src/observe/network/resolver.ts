import { isIP } from 'node:net';
import { questionName } from '../dns.ts';
import type { Names } from './names.ts';

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  65: 'HTTPS',
  255: 'ANY',
};
const TTL_S = 300;
/** Where a service is found, by the first label of the name asked for (`_imaps._tcp.example.com`). */
const SERVICE_PORTS: Readonly<Record<string, number>> = {
  _http: 80,
  _https: 443,
  _ldap: 389,
  _sip: 5060,
  _imap: 143,
  _imaps: 993,
  _submission: 587,
  '_xmpp-client': 5222,
  _mongodb: 27017,
  _minecraft: 25565,
};

export interface Answer {
  readonly name: string;
  readonly type: string;
  readonly message: Buffer;
  /** The answers, for a person. */
  readonly shown: string;
}

/** Answers a DNS query (RFC 1035) for any name there is; undefined for what is no query. */
export function answerQuery(query: Uint8Array, names: Names): Answer | undefined {
  const question = questionOf(query);
  return question && answerWith(query, question, recordsOf(question.name, question.type, names), 0);
}

const CODES = { 'no such record': 0, 'no such name': 3 } as const;

/** Answers that there is nothing. */
export function answerWithNothing(query: Uint8Array, why: keyof typeof CODES): Answer | undefined {
  const question = questionOf(query);
  return question && answerWith(query, question, [], CODES[why]);
}

interface Question {
  readonly name: string;
  readonly type: string;
  readonly number: number;
  /** Where its name ends. */
  readonly end: number;
}

function questionOf(query: Uint8Array): Question | undefined {
  const name = questionName(query);
  if (name === undefined) return undefined;
  const end = 12 + encodeName(name).length;
  if (query.length < end + 4) return undefined;
  const number = Buffer.from(query).readUInt16BE(end);
  return { name, type: TYPES[number] ?? `TYPE${number}`, number, end };
}

function answerWith(query: Uint8Array, question: Question, records: readonly Answered[], code: number): Answer {
  const { name, type, number, end } = question;
  const head = Buffer.from(query.subarray(0, 12));
  // An answer, recursion available; one question, our answers, nothing further.
  head.writeUInt16BE(0x8180 | (head.readUInt16BE(2) & 0x0100) | code, 2);
  [1, records.length, 0, 0].forEach((count, index) => {
    head.writeUInt16BE(count, 4 + index * 2);
  });
  const message = Buffer.concat([
    head,
    query.subarray(12, end + 4),
    ...records.map(({ data }) => {
      const fixed = Buffer.alloc(12);
      fixed.writeUInt16BE(0xc00c, 0); // the name that was asked for
      fixed.writeUInt16BE(number === 255 ? 1 : number, 2);
      fixed.writeUInt16BE(1, 4);
      fixed.writeUInt32BE(TTL_S, 6);
      fixed.writeUInt16BE(data.length, 10);
      return Buffer.concat([fixed, data]);
    }),
  ]);
  return { name, type, message, shown: records.map(({ shown }) => shown).join(', ') };
}

interface Answered {
  readonly data: Buffer;
  readonly shown: string;
}

function recordsOf(name: string, type: string, names: Names): Answered[] {
  const own = /^(.*\.)?localhost$/i.test(name);
  switch (type) {
    case 'A':
    case 'ANY':
      return [addressRecord(own ? '127.0.0.1' : names.resolve(name).four)];
    case 'AAAA':
      return [addressRecord(own ? '0:0:0:0:0:0:0:1' : names.resolve(name).six)];
    case 'MX':
      return [{ data: numbered([10], `mail.${name}`), shown: `10 mail.${name}` }];
    case 'TXT':
      return [{ data: text('v=spf1 include:_spf.google.com ~all'), shown: 'v=spf1 include:_spf.google.com ~all' }];
    case 'NS':
      return [{ data: encodeName(`ns1.${name}`), shown: `ns1.${name}` }];
    case 'SRV': {
      const host = name.replace(/^(_[^.]+\.)+/, '');
      const port = SERVICE_PORTS[name.split('.')[0]?.toLowerCase() ?? ''] ?? 443;
      return [{ data: numbered([0, 5, port], host), shown: `0 5 ${port} ${host}` }];
    }
    case 'PTR':
      return pointer(name, names);
    default:
      return [];
  }
}

function addressRecord(address: string): Answered {
  const data =
    isIP(address) === 4
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.concat(address.split(':').map((word) => number16(Number.parseInt(word, 16))));
  return { data, shown: address };
}

function pointer(name: string, names: Names): Answered[] {
  const digits = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name);
  const host = digits && names.nameOf(digits.slice(1).reverse().join('.'));
  return host === null || host === undefined ? [] : [{ data: encodeName(host), shown: host }];
}

function numbered(numbers: readonly number[], name: string): Buffer {
  return Buffer.concat([...numbers.map(number16), encodeName(name)]);
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

/** A label that was made longer than one can be is cut. */
function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) =>
      Buffer.concat([Buffer.from([Math.min(63, label.length)]), Buffer.from(label.slice(0, 63), 'latin1')]),
    ),
    Buffer.from([0]),
  ]);
}
