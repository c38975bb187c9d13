import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer as createTls } from 'node:tls';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { authority } from '../authority.ts';
import { openSinkhole, type Sinkhole, type Traffic } from '../sinkhole.ts';
import { endpointFrom } from './addresses.ts';
import { Egress, type EgressRules, type Lookup } from './egress.ts';
import { type Permit, permitFrom } from './permits.ts';

/** What the three servers were told, in the order in which they were. */
export const heard: string[] = [];

export function portOf(server: Server | HttpServer): number {
  return (server.address() as AddressInfo).port;
}

export const web = createHttp((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    heard.push(`${request.method} ${request.headers.host} ${request.url} ${body}`);
    if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    else response.end(`answer to ${request.url}`);
  });
});
// Answers words, and waits for the rest of a single letter.
export const raw = createServer((socket) =>
  socket.on('data', (chunk) => heard.push(`raw ${chunk}`) && chunk.length > 1 && socket.end('raw answer')),
);
export const secure = createTls(
  { SNICallback: (_, done) => void signed().then((context) => done(null, context)) },
  (socket) => {
    socket.on('error', () => {});
    socket.once('data', (chunk) => heard.push(`tls ${chunk}`) && socket.end('secure answer'));
  },
);

async function signed() {
  return (await authority()).contextFor('secure.example');
}

beforeAll(async () => {
  for (const server of [web, raw, secure]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  for (const server of [web, raw, secure]) server.close();
});

const opened: Sinkhole[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.finish();
  heard.length = 0;
});

interface Given {
  readonly hosts?: readonly string[];
  readonly addresses?: readonly string[];
  readonly lookup?: Lookup;
  readonly more?: Partial<EgressRules>;
}

/** Everything is on loopback, which the policy permits by its address and port unless a test says otherwise. */
export async function open({
  hosts,
  addresses,
  lookup,
  more,
}: Given = {}): Promise<{ network: Sinkhole; egress: Egress }> {
  const ports = [web, raw, secure].map(portOf);
  const egress = new Egress({
    permits: (hosts ?? ports.map((port) => `*.example:${port}`)).map((host) => permitFrom(host) as Permit),
    addresses: (addresses ?? ports.map((port) => `127.0.0.1:${port}`))
      .map(endpointFrom)
      .filter((one) => one !== undefined),
    resolve: new Map(),
    lookup: lookup ?? (async () => ['127.0.0.1']),
    ...more,
  });
  const network = await openSinkhole([], egress);
  opened.push(network);
  return { network, egress };
}

/** Calls as the relay does. */
export function call({ name, token }: Sinkhole, address: string, port: number, transport = 'tcp'): Socket {
  const socket = connect(`\0${name}`);
  socket.on('error', () => {});
  socket.write(`GLOVEBOX1 ${token} ${transport} 10.0.2.15 40000 ${address} ${port} 1.000\n`);
  return socket;
}

/** The address that a question for the name gets; undefined where there is no such name. */
export async function ask(network: Sinkhole, name: string): Promise<string | undefined> {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const query = Buffer.concat([
    Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels,
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
  const socket = call(network, '127.0.0.1', 53, 'udp');
  const framed = Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]);
  socket.write(framed);
  const answer = await new Promise<Buffer>((done) => socket.once('data', done));
  socket.destroy();
  return answer.readUInt16BE(2 + 6) === 0 ? undefined : [...answer.subarray(-4)].join('.');
}

export async function say(network: Sinkhole, name: string, port: number, words: string): Promise<string> {
  const socket = call(network, (await ask(network, name)) ?? '198.18.0.1', port);
  socket.write(words);
  return text(socket).catch(() => '');
}

export function get(host: string, path = '/', more = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`;
}

export async function reasons(network: Sinkhole): Promise<(string | undefined)[]> {
  return (await network.finish()).exchanges.filter(({ outcome }) => outcome === 'denied').map(({ reason }) => reason);
}

export function told({ exchanges }: Traffic) {
  return exchanges
    .filter(({ protocol }) => protocol !== 'dns')
    .map(({ protocol, operation, host, url, outcome, status }) => ({
      protocol,
      operation,
      host,
      url,
      outcome,
      status,
    }));
}
