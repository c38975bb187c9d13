import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { asStream, hostOf, pairs, urlOf } from '../http.ts';
import type { Exchange } from '../record.ts';
import { Refusal } from './egress.ts';
import type { Passage } from './gate.ts';
import { IDLE_MS, openOutward } from './outward.ts';
import { plainName } from './permits.ts';
import { MOST_ANSWER, type Recorded } from './recording.ts';

/** Of one request: it is looked at as a whole before any of it leaves. */
const MOST_BODY = 8 * 1024 * 1024;

/** Listens nowhere: connections are handed to it. A request is read and written anew, so that what was checked is what is sent. */
const server = createServer({ keepAliveTimeout: IDLE_MS, requestTimeout: IDLE_MS, headersTimeout: IDLE_MS });
const passages = new WeakMap<object, Passage>();

/** Forwards every request of this connection to where the connection was to go, and to no other host. */
export function forwardHttp(passage: Passage): void {
  const stream = asStream(passage.socket);
  passages.set(stream, passage);
  server.emit('connection', stream);
}

server.on('request', (request, response) => {
  const passage = passages.get(request.socket);
  if (passage === undefined) request.socket.destroy();
  else void forward(request, response, passage);
});
for (const event of ['connect', 'upgrade'] as const)
  server.on(event, (request, socket) => {
    const passage = passages.get(socket);
    if (passage !== undefined)
      deny(beginExchange(request, passage), new Refusal(`${event} asks for a connection that cannot be looked into`));
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
server.on('clientError', (_, socket) => socket.destroy());

async function forward(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<void> {
  const exchange = beginExchange(request, passage);
  request.on('error', () => {});
  response.on('error', () => {});
  const body = await bodyOf(request, exchange);
  const refusal =
    body instanceof Refusal ? body : (disagrees(request, passage) ?? passage.egress.guard(told(request, body)));
  if (refusal !== undefined || body instanceof Refusal) return answerRefused(response, exchange, refusal);
  if (!passage.egress.carry(body.length + 1_000))
    return answerRefused(response, exchange, new Refusal('more was sent than a run may'));
  if (passage.egress.rules.replay !== undefined) return play(request, response, exchange, passage);
  await send(request, response, body, exchange, passage);
}

function beginExchange(request: IncomingMessage, { scene }: Passage): Exchange {
  const exchange = scene.world.record.begin(scene.call, 'http', scene.host, request.method ?? 'GET');
  exchange.tls = scene.tls;
  exchange.headers = pairs(request.rawHeaders);
  exchange.url = urlOf(request, hostOf(request) ?? scene.host, scene);
  return exchange;
}

async function bodyOf(request: IncomingMessage, exchange: Exchange): Promise<Buffer | Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      exchange.sent.add(chunk);
      size += chunk.length;
      if (size <= MOST_BODY) chunks.push(chunk);
    }
  } catch {
    return new Refusal('the request was never completed');
  }
  return size <= MOST_BODY
    ? Buffer.concat(chunks)
    : new Refusal(`the request is larger than ${MOST_BODY / 1024 / 1024} MiB`);
}

/** Host header and absolute form must name what the connection was made for. */
function disagrees(request: IncomingMessage, { to, isTls }: Passage): Refusal | undefined {
  const asked = [hostOf(request), /^https?:\/\/([^/?#]*)/i.exec(request.url ?? '')?.[1]];
  const headers = request.headersDistinct.host ?? [];
  if (headers.length > 1) return new Refusal('the request names several hosts');
  const usual = isTls ? 443 : 80;
  for (const authority of asked) {
    if (authority === undefined) continue;
    const [, six, name, port] = /^(?:\[([^\]]*)\]|([^:@]*))(?::(\d+))?$/.exec(authority) ?? [];
    const host = six ?? name;
    if (host === undefined || plainName(host) !== to.host || Number(port ?? usual) !== to.port)
      return new Refusal(`the request is for ${authority.slice(0, 200)}, and the connection for ${to.host}:${to.port}`);
  }
  return undefined;
}

/** All of a request that would leave. */
function told(request: IncomingMessage, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n\n`, 'latin1'),
    body,
  ]);
}

/** Of one connection alone, and written by us. */
const OWN_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'expect',
]);

function throughHeaders(raw: readonly string[]): string[] {
  return pairs(raw)
    .filter(({ name }) => !OWN_HEADERS.has(name.toLowerCase()))
    .flatMap(({ name, value }) => [name, value]);
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  exchange: Exchange,
  passage: Passage,
): Promise<void> {
  const { egress, to, isTls } = passage;
  const outward = await openOutward(egress, to, isTls);
  if (outward instanceof Refusal) return answerFailed(response, exchange, outward);
  const length =
    body.length > 0 || /^(POST|PUT|PATCH)$/.test(exchange.operation) ? ['Content-Length', `${body.length}`] : [];
  const sent = openRequest({
    createConnection: () => outward as Socket,
    method: exchange.operation,
    path: pathOf(request),
    headers: [...throughHeaders(request.rawHeaders), ...length, 'Connection', 'close'],
    setHost: false,
  });
  sent.on('response', (answer) => takeAnswer(answer, response, exchange, passage, request));
  sent.on('error', () => {
    outward.destroy();
    if (response.headersSent) response.destroy();
    else answerFailed(response, exchange, new Refusal(`${to.host}:${to.port} did not answer as HTTP does`));
  });
  response.on('close', () => outward.destroy());
  exchange.outcome = 'allowed';
  sent.end(body);
}

function takeAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  passage: Passage,
  request: IncomingMessage,
): void {
  const kept: Buffer[] = [];
  let size = 0;
  exchange.status = answer.statusCode ?? 502;
  const length = answer.headers['content-length'];
  const headers = [...throughHeaders(answer.rawHeaders), ...(length === undefined ? [] : ['Content-Length', length])];
  try {
    response.writeHead(exchange.status, headers);
  } catch {
    response.destroy(); // it went meanwhile, or the answer has headers that there cannot be
    return;
  }
  answer.on('data', (chunk: Buffer) => {
    exchange.reply.add(chunk);
    size += chunk.length;
    if (size <= MOST_ANSWER) kept.push(chunk);
    if (!passage.egress.carry(chunk.length)) {
      deny(exchange, new Refusal('more was received than a run may'));
      response.destroy();
    } else if (!response.write(chunk)) answer.pause();
  });
  response.on('drain', () => answer.resume());
  answer.on('error', () => response.destroy());
  answer.on('end', () => {
    response.end();
    if (size > MOST_ANSWER) return;
    const recordedHeaders = pairs(answer.rawHeaders).filter(({ name }) => !OWN_HEADERS.has(name.toLowerCase()));
    passage.egress.keep({
      ...askedOf(request, passage),
      status: exchange.status ?? 502,
      headers: recordedHeaders.map(({ name, value }): [string, string] => [name, value]),
      body: Buffer.concat(kept).toString('base64'),
    });
  });
}

function play(request: IncomingMessage, response: ServerResponse, exchange: Exchange, passage: Passage): void {
  const recorded = passage.egress.rules.replay?.take(askedOf(request, passage));
  if (recorded === undefined) {
    answerRefused(
      response,
      exchange,
      new Refusal(
        `${exchange.operation} ${pathOf(request).slice(0, 200)} of ${passage.to.host}:${passage.to.port} was not recorded`,
      ),
    );
    return;
  }
  const body = Buffer.from(recorded.body, 'base64');
  exchange.status = recorded.status ?? 200;
  exchange.isReplayed = true;
  if (exchange.operation !== 'HEAD') exchange.reply.add(body);
  response.writeHead(exchange.status, [...(recorded.headers ?? []).flat(), 'Content-Length', `${body.length}`]);
  response.end(exchange.operation === 'HEAD' ? undefined : body);
}

function askedOf(request: IncomingMessage, { to, isTls }: Passage): Omit<Recorded, 'body'> {
  const { host, port } = to;
  return { host, port, ...(isTls && { tls: true as const }), method: request.method ?? 'GET', path: pathOf(request) };
}

/** Without the host that a proxy is asked for. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

function deny(exchange: Exchange, { reason }: Refusal): void {
  exchange.outcome = 'denied';
  exchange.reason = reason;
}

function answerRefused(response: ServerResponse, exchange: Exchange, refusal = new Refusal('refused')): void {
  deny(exchange, refusal);
  answerShort(response, exchange, 403, refusal);
}

/** Permitted, and not to be had. */
function answerFailed(response: ServerResponse, exchange: Exchange, refusal: Refusal): void {
  exchange.outcome ??= 'allowed';
  exchange.reason = refusal.reason;
  answerShort(response, exchange, 502, refusal);
}

function answerShort(response: ServerResponse, exchange: Exchange, status: number, { reason }: Refusal): void {
  exchange.status = status;
  const body = Buffer.from(`glovebox: ${reason}\n`);
  exchange.reply.add(body);
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length, connection: 'close' });
  response.end(body);
}
