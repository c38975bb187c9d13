import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { ircDialogue } from './chat.ts';
import { beginsPostgres, redisDialogue, servePostgres } from './databases.ts';
import { type Dialogue, serveLines } from './dialogue.ts';
import { framed, writeFramed } from './framed.ts';
import { ftpDialogue } from './ftp.ts';
import { serveHttp1, serveHttp2 } from './http.ts';
import { mailDialogue } from './mail.ts';
import type { Call } from './record.ts';
import { answerQuery } from './resolver.ts';
import { type Scene, sceneOf, type World } from './scene.ts';

/** A connection on which nobody says anything for so long is over. */
const IDLE_MS = 60_000;

/** Servers that speak first, by port. */
const SPEAK_FIRST: Readonly<Record<number, (scene: Scene) => Dialogue>> = {
  21: ftpDialogue,
  25: () => mailDialogue(serveTls),
  587: () => mailDialogue(serveTls),
  2525: () => mailDialogue(serveTls),
};
const SSH_BANNER = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n';
/** A tunnel in a tunnel in a tunnel … */
const DEEPEST = 4;

/** Answers one TCP connection of the sample's, as whatever server its first bytes ask for, or its port where the client waits. */
export function serveStream(socket: Duplex, world: World, call: Call): void {
  socket.on('error', () => {});
  const expected = world.expected.get(`${call.address}:${call.port}`);
  if (expected === undefined) serve(socket, sceneOf(world, call), 0);
  else expected(socket, call);
}

function serve(socket: Duplex, scene: Scene, depth: number): void {
  const { call } = scene;
  const dialogue = speaksFirst(scene);
  if (dialogue !== undefined) serveLines(socket, scene, dialogue);
  else if (scene.tls === undefined && call.port === 22) serveRaw(socket, scene, 'ssh', SSH_BANNER);
  else if (call.port === 53) serveResolver(socket, scene);
  else if (scene.tls?.protocol === 'h2') serveHttp2(socket, scene, tunnelled(scene, depth));
  else listenFirst(socket, scene, depth);
}

/** With TLS from the first byte on, only a mail server does. */
function speaksFirst(scene: Scene): Dialogue | undefined {
  const { call, tls } = scene;
  if (tls !== undefined) return call.port === 465 ? mailDialogue(serveTls) : undefined;
  return SPEAK_FIRST[call.port]?.(scene);
}

function listenFirst(socket: Duplex, scene: Scene, depth: number): void {
  const idle = setTimeout(() => socket.destroy(), IDLE_MS).unref();
  socket.once('data', (bytes: Buffer) => {
    clearTimeout(idle);
    socket.pause();
    socket.unshift(bytes);
    recognised(bytes, socket, scene, depth);
  });
  socket.once('end', () => {
    clearTimeout(idle);
    // Connected, and gone without a word.
    if (socket.readableEnded) socket.end();
  });
  socket.once('close', () => clearTimeout(idle));
  socket.resume();
}

function recognised(bytes: Buffer, socket: Duplex, scene: Scene, depth: number): void {
  const start = bytes.toString('latin1', 0, 64);
  const tunnel = tunnelled(scene, depth);
  if (bytes[0] === 0x16 && bytes[1] === 0x03 && scene.tls === undefined) serveTls(socket, scene, depth);
  else if (start.startsWith('PRI * HTTP/2.0')) serveHttp2(socket, scene, tunnel);
  else if (/^[A-Z]{3,20} \S/.test(start) && isHttp(bytes)) serveHttp1(socket, scene, tunnel);
  else if (beginsPostgres(bytes)) servePostgres(socket, scene);
  else if (/^\*\d+\r\n\$/.test(start) || scene.call.port === 6379) serveLines(socket, scene, redisDialogue());
  else if (/^(CAP|PASS|NICK|USER) /i.test(start)) serveLines(socket, scene, ircDialogue());
  else if (/^(EHLO|HELO) /i.test(start)) serveLines(socket, scene, mailDialogue(serveTls, false));
  else serveRaw(socket, scene, 'tcp');
}

/** What a proxy was asked to connect to is another server, in the same connection. */
function tunnelled({ world, call }: Scene, depth: number): (inner: Duplex, authority: string) => void {
  return (inner, authority) => {
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(authority) ?? [];
    if (depth >= DEEPEST || port === '') inner.destroy();
    else serve(inner, { world, call: { ...call, via: call.via ?? call, port: Number(port) }, host }, depth + 1);
  };
}

/** A first line that is cut is taken for one that goes on as HTTP does. */
function isHttp(bytes: Buffer): boolean {
  const end = bytes.indexOf('\n');
  if (end < 0)
    return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|PROPFIND) /.test(bytes.toString('latin1', 0, 12));
  return / HTTP\/1\.[01]\r?$/.test(bytes.toString('latin1', Math.max(0, end - 12), end));
}

function serveTls(socket: Duplex, scene: Scene, depth = 0): void {
  const { authority } = scene.world;
  const secure = (serverName?: string) => authority.contextFor(serverName ?? scene.host);
  secure().then(
    (secureContext) => {
      if (socket.destroyed) return;
      const inner = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNCallback: ({ protocols }) =>
          ['h2', 'http/1.1'].find((protocol) => protocols.includes(protocol)) ?? protocols[0],
        SNICallback: (name, done) => {
          secure(name.slice(0, 253)).then(
            (context) => done(null, context),
            (cause) => done(cause as Error),
          );
        },
      });
      const failed = () => {
        // It does not trust the authority, or speaks something else than it began with: that it tried is told all the same.
        scene.world.record.begin(scene.call, 'tls', scene.host, 'handshake');
        socket.destroy();
      };
      inner.once('error', failed);
      inner.once('secure', () => {
        inner.off('error', failed);
        inner.on('error', () => {});
        const agreed = inner.alpnProtocol;
        const named = (inner as { servername?: string | false }).servername;
        const tls = {
          ...(typeof named === 'string' && { serverName: named }),
          ...(typeof agreed === 'string' && { protocol: agreed }),
        };
        serve(inner, { ...scene, tls }, depth);
      });
    },
    () => socket.destroy(),
  );
}

/** Whatever nobody here understands is heard to its end. */
function serveRaw(socket: Duplex, scene: Scene, protocol: 'tcp' | 'ssh', greeting?: string): void {
  const exchange = scene.world.record.begin(scene.call, protocol, scene.host, 'session');
  exchange.tls = scene.tls;
  if (greeting !== undefined) {
    exchange.reply.add(greeting);
    socket.write(greeting);
  }
  socket.on('data', (chunk: Buffer) => exchange.sent.add(chunk));
  socket.on('end', () => socket.end());
  socket.resume();
}

function serveResolver(socket: Duplex, scene: Scene): void {
  framed(socket, (query) => {
    const reply = answered(query, scene);
    if (reply !== undefined) writeFramed(socket, reply);
  });
}

/** Answers the datagrams of one sender to one destination. On the way each stands behind its length, two bytes. */
export function serveDatagrams(socket: Duplex, world: World, call: Call): void {
  socket.on('error', () => {});
  const scene = sceneOf(world, call);
  if (call.port === 53) serveResolver(socket, scene);
  else hearDatagrams(socket, scene);
}

function hearDatagrams(socket: Duplex, { world, call, host }: Scene): void {
  const exchange = world.record.begin(call, 'udp', host, 'datagrams');
  framed(socket, (datagram) => {
    exchange.sent.add(datagram);
    const time = call.port === 123 ? timeAnswer(datagram) : undefined;
    if (time === undefined) return;
    exchange.reply.add(time);
    writeFramed(socket, time);
  });
}

function answered(query: Buffer, { world, call, host }: Scene): Buffer | undefined {
  const answer = answerQuery(query, world.names);
  if (answer === undefined) {
    world.record.begin(call, call.transport, host, 'datagrams').sent.add(query);
    return undefined;
  }
  const exchange = world.record.begin(call, 'dns', answer.name, answer.type);
  exchange.sent.add(answer.name);
  exchange.reply.add(answer.shown);
  return answer.message;
}

/** NTP (RFC 5905), by the sandbox's own clock. */
function timeAnswer(query: Buffer): Buffer | undefined {
  if (query.length < 48) return undefined;
  const answer = Buffer.alloc(48);
  answer[0] = 0x24; // version 4, server
  answer[1] = 2;
  query.copy(answer, 24, 40, 48);
  const now = Date.now();
  for (const at of [16, 32, 40]) {
    answer.writeUInt32BE((Math.floor(now / 1000) + 2_208_988_800) >>> 0, at);
    answer.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), at + 4);
  }
  return answer;
}
