import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createServer2 } from 'node:http2';
import { Duplex } from 'node:stream';
import { defaultReply } from './pages.ts';
import type { Exchange } from './record.ts';
import { bodyOf, scripted } from './replies.ts';
import type { Scene } from './scene.ts';
import { serveWebSocket } from './websocket.ts';

/** Of one request; what is kept of it is less (see record.ts). */
const MOST_BODY = 64 * 1024 * 1024;
const IDLE_MS = 30_000;

/** Both servers listen nowhere: connections are handed to them. */
const scenes = new WeakMap<object, { scene: Scene; tunnel: OnTunnel }>();

/** What is done with what a proxy was asked to connect to. */
type OnTunnel = (socket: Duplex, authority: string) => void;

const http1 = createServer({ keepAliveTimeout: IDLE_MS, requestTimeout: 0, headersTimeout: IDLE_MS });
const http2 = createServer2({ maxSessionMemory: 8, settings: { maxConcurrentStreams: 100 } });

/** Answers HTTP/1.1 on this connection, whatever it asks for. `CONNECT` opens a tunnel, as a proxy does. */
export function serveHttp1(socket: Duplex, scene: Scene, tunnel: OnTunnel): void {
  const stream = asStream(socket);
  scenes.set(stream, { scene, tunnel });
  http1.emit('connection', stream);
}

/** A server reads from a socket's handle, past what was read to tell the protocol and put back; from a stream it reads all. */
export function asStream(socket: Duplex): Duplex {
  const stream = Duplex.from({ readable: socket, writable: socket });
  stream.on('error', () => {});
  return stream;
}

/** Answers HTTP/2, agreed upon in TLS or known before. */
export function serveHttp2(socket: Duplex, scene: Scene, tunnel: OnTunnel): void {
  const stream = asStream(socket);
  http2.once('session', (session) => scenes.set(session, { scene, tunnel }));
  http2.emit('connection', stream);
}

http1.on('request', (request, response) => {
  const known = scenes.get(request.socket);
  if (known === undefined) request.socket.destroy();
  else answer(request, response, known.scene);
});
http1.on('connect', (request, socket, head) => {
  const known = scenes.get(socket);
  if (known === undefined) {
    socket.destroy();
    return;
  }
  beginExchange(request, known.scene).status = 200;
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  known.tunnel(socket, request.url ?? '');
});
http1.on('upgrade', (request, socket, head) => {
  const known = scenes.get(socket);
  if (known !== undefined) {
    const exchange = beginExchange(request, known.scene);
    if (serveWebSocket(request, socket, head, exchange)) return;
    exchange.status = 426;
  }
  socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n');
});
http1.on('clientError', (_, socket) => socket.destroy());
http2.on('request', (request, response) => {
  const session = request.stream.session;
  const known = session === undefined ? undefined : scenes.get(session);
  if (known === undefined) request.stream.destroy();
  else answer(request as unknown as IncomingMessage, response as unknown as ServerResponse, known.scene);
});
http2.on('sessionError', () => {});

function beginExchange(request: IncomingMessage, scene: Scene): Exchange {
  const headers = pairs(request.rawHeaders);
  const named = hostOf(request) ?? scene.host;
  const exchange = scene.world.record.begin(scene.call, 'http', scene.host, request.method ?? 'GET');
  exchange.tls = scene.tls;
  exchange.headers = headers;
  exchange.url = urlOf(request, named, scene);
  return exchange;
}

function answer(request: IncomingMessage, response: ServerResponse, scene: Scene): void {
  const exchange = beginExchange(request, scene);
  request.on('error', () => {});
  response.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    exchange.sent.add(chunk);
    if (exchange.sent.bytes > MOST_BODY) request.destroy();
  });
  request.on('end', () => reply(request, response, exchange, scene));
}

function reply(request: IncomingMessage, response: ServerResponse, exchange: Exchange, { world, host }: Scene): void {
  const path = pathOf(exchange.url ?? '/');
  const own = scripted(world.replies, hostOf(request)?.replace(/:\d+$/, '') ?? host, path);
  const given =
    own === undefined
      ? defaultReply({
          method: exchange.operation,
          path,
          host: hostOf(request) ?? host,
          isSecure: exchange.tls !== undefined,
          accept: String(request.headers.accept ?? ''),
          agent: String(request.headers['user-agent'] ?? ''),
        })
      : { status: own.status ?? 200, type: 'application/octet-stream', headers: own.headers, body: bodyOf(own) };
  exchange.status = given.status;
  if (own !== undefined) exchange.scripted = true;
  if (exchange.operation !== 'HEAD') exchange.reply.add(given.body);
  try {
    response.writeHead(given.status, {
      'content-type': given.type,
      'content-length': given.body.length,
      ...given.headers,
    });
    response.end(exchange.operation === 'HEAD' ? undefined : given.body);
  } catch {
    response.destroy(); // it went meanwhile, or the policy names a header that there cannot be
  }
}

/** As the request says; hostile. */
export function hostOf(request: IncomingMessage): string | undefined {
  const said = request.headers.host ?? request.headers[':authority'];
  return typeof said === 'string' && said !== '' ? said.slice(0, 300) : undefined;
}

export function urlOf(request: IncomingMessage, host: string, scene: Scene): string {
  const path = request.url ?? '/';
  if (/^https?:\/\//i.test(path)) return path; // asked of a proxy
  if (request.method === 'CONNECT') return path;
  const scheme = scene.tls === undefined ? 'http' : 'https';
  return `${scheme}://${host.replace(scheme === 'http' ? /:80$/ : /:443$/, '')}${path}`;
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

export function pairs(raw: readonly string[]): { name: string; value: string }[] {
  const headers: { name: string; value: string }[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push({ name: raw[at] ?? '', value: raw[at + 1] ?? '' });
  return headers;
}
