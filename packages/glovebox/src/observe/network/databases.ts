import type { Duplex } from 'node:stream';
import { answer as sayTo } from './answer.ts';
import type { Dialogue } from './dialogue.ts';
import type { Scene } from './scene.ts';

/** Redis: arrays of bulk strings, or words on a line. Everything is taken, nothing is there. */
export function redisDialogue(): Dialogue {
  let words: string[] = [];
  let wanted = 0;
  let isLength = false;
  return {
    protocol: 'redis',
    line(line) {
      if (wanted === 0 && /^\*\d{1,6}$/.test(line)) {
        wanted = Number(line.slice(1));
        words = [];
        isLength = true;
        return undefined;
      }
      if (wanted === 0) return line === '' ? undefined : redisAnswer(line.split(' '));
      if (isLength && line.startsWith('$')) {
        isLength = false;
        return undefined;
      }
      // A value with line ends in it makes more lines than words: the next length sets that right.
      words.push(line);
      isLength = true;
      if (words.length < wanted) return undefined;
      wanted = 0;
      return redisAnswer(words);
    },
  };
}

function redisAnswer([command = '']: readonly string[]): string {
  switch (command.toUpperCase()) {
    case 'PING':
      return '+PONG\r\n';
    case 'GET':
    case 'HGET':
      return '$-1\r\n';
    case 'KEYS':
    case 'COMMAND':
    case 'LRANGE':
    case 'SMEMBERS':
      return '*0\r\n';
    case 'INFO':
      return '$25\r\n# Server\r\nredis_version:7\r\n\r\n'.replace(
        '$25',
        `$${'# Server\r\nredis_version:7\r\n'.length}`,
      );
    case 'INCR':
    case 'DEL':
    case 'LPUSH':
    case 'RPUSH':
    case 'SADD':
    case 'PUBLISH':
    case 'HSET':
      return ':1\r\n';
    default:
      return '+OK\r\n';
  }
}

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const MOST_MESSAGE = 1024 * 1024;

/** PostgreSQL: asks for the password in the clear, lets everybody in, and has no rows. */
export function servePostgres(socket: Duplex, scene: Scene): void {
  const exchange = scene.world.record.begin(scene.call, 'postgresql', scene.host, 'session');
  let rest = Buffer.alloc(0);
  let isStarted = false;

  function say(...messages: Buffer[]): void {
    const all = Buffer.concat(messages);
    exchange.reply.add(all);
    sayTo(socket, all);
  }

  function start(message: Buffer): void {
    const code = message.readUInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) {
      say(Buffer.from('N')); // not here
      return;
    }
    isStarted = true;
    say(
      packet('R', number32(0)),
      ...[
        'server_version\x0015.6\0',
        'client_encoding\0UTF8\0',
        'standard_conforming_strings\0on\0',
        'DateStyle\0ISO, MDY\0',
      ].map((parameter) => packet('S', Buffer.from(parameter))),
      packet('K', number32(4242), number32(4242)),
      packet('Z', Buffer.from('I')),
    );
  }

  function answer(kind: string, body: Buffer): void {
    const ready = packet('Z', Buffer.from('I'));
    if (kind === 'Q') {
      const [word = 'SELECT'] = body
        .toString('latin1')
        .trim()
        .split(/[\s;\0]/, 1);
      const verb = word.toUpperCase();
      const rows = verb === 'SELECT' ? [packet('T', Buffer.from([0, 0]))] : [];
      say(
        ...rows,
        packet('C', Buffer.from(`${verb === 'INSERT' ? 'INSERT 0 1' : verb === 'SELECT' ? 'SELECT 0' : verb}\0`)),
        ready,
      );
    } else if (kind === 'P') say(packet('1'));
    else if (kind === 'B') say(packet('2'));
    else if (kind === 'D') say(packet('n'));
    else if (kind === 'E') say(packet('C', Buffer.from('SELECT 0\0')));
    else if (kind === 'S') say(ready);
    else if (kind === 'X') socket.end();
  }

  socket.on('data', (chunk: Buffer) => {
    exchange.sent.add(chunk);
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (rest.length < head + (isStarted ? 4 : 8)) return;
      const length = rest.readUInt32BE(head);
      if (length < (isStarted ? 4 : 8) || length > MOST_MESSAGE) return void socket.destroy();
      if (rest.length < head + length) return;
      const message = rest.subarray(0, head + length);
      rest = rest.subarray(head + length);
      if (isStarted) answer(String.fromCharCode(message[0] ?? 0), message.subarray(5));
      else start(message);
    }
  });
  socket.on('end', () => socket.end());
  socket.resume();
}

/** Whether a connection begins as one of PostgreSQL's does. */
export function beginsPostgres(first: Buffer): boolean {
  if (first.length < 8) return false;
  const code = first.readUInt32BE(4);
  return first.readUInt32BE(0) <= 10_000 && (code === SSL_REQUEST || code === GSS_REQUEST || code === 196608);
}

function packet(kind: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(kind), number32(body.length + 4), body]);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
