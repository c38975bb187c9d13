import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Canary } from '../canaries/canary.ts';
import { searchFor } from '../canaries/search.ts';
import { authority } from './authority.ts';
import type { Egress } from './egress/egress.ts';
import { passStream } from './egress/gate.ts';
import { passQuestions, refuseDatagrams } from './egress/resolver.ts';
import { Names } from './names.ts';
import { type Call, Record } from './record.ts';
import type { Reply } from './replies.ts';
import type { World } from './scene.ts';
import { serveDatagrams, serveStream } from './serve.ts';

/** The network one run sees: nothing of it is anywhere but in this process. */
export interface Sinkhole {
  /** Where its relay calls: a name of the abstract namespace of Unix sockets, which no file holds. */
  readonly name: string;
  /** What the relay says to be let in, 64 hex digits. */
  readonly token: string;
  /** Certificate of the authority that signs for every host, as PEM. */
  readonly authority: string;
  /** Takes one of its connections that comes another way than over the socket. */
  readonly take: (connection: Duplex) => void;
  /** Lets nothing out in which one of these decoys can be seen. Where nothing leaves, there is nothing to do. */
  guard(canaries: readonly Canary[]): void;
  /** What was said so far; what is on its way may be missing. */
  traffic(): Traffic;
  /** Waits for what is on its way, ends every connection and forgets the run. Gives the same traffic each time. */
  finish(): Promise<Traffic>;
}

/** What a run said, and to whom. */
export interface Traffic {
  readonly exchanges: Record['exchanges'];
  /** Names by the addresses that were given for them. */
  readonly names: ReadonlyMap<string, string>;
  /** Exchanges beyond what is kept. */
  readonly dropped: number;
  /** Whether something may really leave. */
  readonly leaves: boolean;
}

interface Run {
  readonly world: World;
  readonly sockets: Set<Duplex>;
  /** Called when the relay's last connection before it has been accepted. */
  barrier: () => void;
}

const HEAD_MS = 2_000;
const MOST_HEAD = 400;
const FINISH_MS = 1_500;

const runs = new Map<string, Run>();
let listening: Promise<{ server: Server; name: string }> | undefined;

/** Opens the network of one run. The server behind it is one for the process, and keeps no process alive. */
export async function openSinkhole(replies: readonly Reply[], egress?: Egress): Promise<Sinkhole> {
  listening ??= listen();
  const [{ name }, authorities] = await Promise.all([listening, authority()]);
  const token = randomBytes(32).toString('hex');
  const record = new Record();
  const names = new Names();
  const run: Run = {
    world: {
      names,
      record,
      replies,
      authority: authorities,
      expected: new Map(),
      ...(egress !== undefined && { egress }),
    },
    sockets: new Set(),
    barrier: () => {},
  };
  runs.set(token, run);
  let finished: Promise<Traffic> | undefined;

  async function finish(): Promise<Traffic> {
    await within(FINISH_MS, accepted(name, token, run));
    await within(FINISH_MS, closed(run.sockets));
    runs.delete(token);
    for (const socket of run.sockets) socket.destroy();
    egress?.end();
    return traffic();
  }
  function traffic(): Traffic {
    return { exchanges: record.exchanges, names: names.all, dropped: record.dropped, leaves: egress !== undefined };
  }
  return {
    name,
    token,
    authority: authorities.pem,
    take(connection) {
      run.sockets.add(connection);
      connection.once('close', () => run.sockets.delete(connection));
      connection.on('error', () => {});
      readHead(connection, (head) => begin(connection, callOf(head), run));
    },
    guard(canaries) {
      if (egress !== undefined) egress.search = searchFor(canaries);
    },
    traffic,
    finish() {
      finished ??= finish();
      return finished;
    },
  };
}

async function listen(): Promise<{ server: Server; name: string }> {
  const name = `glovebox-sinkhole-${process.pid}-${randomBytes(6).toString('hex')}`;
  const server = createServer({ allowHalfOpen: true }, takeStranger);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(`\0${name}`, resolve);
  });
  server.on('error', () => {});
  server.unref();
  return { server, name };
}

/** The first line says who calls; nobody without a run's token is answered. */
function takeStranger(socket: Socket): void {
  socket.on('error', () => {});
  socket.unref();
  readHead(socket, (head) => {
    const [mark, token = '', transport] = head.split(' ');
    const run = runs.get(token);
    if (mark !== 'GLOVEBOX1' || run === undefined || transport === 'barrier') {
      run?.barrier();
      socket.destroy();
      return;
    }
    run.sockets.add(socket);
    socket.once('close', () => run.sockets.delete(socket));
    begin(socket, callOf(head), run);
  });
}

/** The line before everything else, without its end. */
function readHead(socket: Duplex, then: (head: string) => void): void {
  const late = setTimeout(() => socket.destroy(), HEAD_MS).unref();
  let head = Buffer.alloc(0);
  socket.on('data', function read(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\n');
    if (end < 0 && head.length <= MOST_HEAD) return;
    clearTimeout(late);
    socket.off('data', read);
    socket.pause();
    if (head.length > end + 1) socket.unshift(head.subarray(end + 1));
    then(head.toString('latin1', 0, Math.max(0, end)));
  });
  socket.once('close', () => clearTimeout(late));
}

function callOf(head: string): Call {
  const [, , transport, , , address = '', port = '', clock = ''] = head.split(' ');
  return { transport: transport === 'udp' ? 'udp' : 'tcp', address, port: Number(port), clockMs: Number(clock) };
}

function begin(socket: Duplex, call: Call, run: Run): void {
  const { egress } = run.world;
  if (egress !== undefined) passOut(socket, run.world, egress, call);
  else if (call.transport === 'udp') serveDatagrams(socket, run.world, call);
  else serveStream(socket, run.world, call);
}

function passOut(socket: Duplex, world: World, egress: Egress, call: Call): void {
  if (call.port === 53) passQuestions(socket, world, egress, call);
  else if (call.transport === 'udp') refuseDatagrams(socket, world, call);
  else void passStream(socket, world, egress, call);
}

/** Connections are accepted in the order they were made: when our own has its turn, no earlier one is left. */
function accepted(name: string, token: string, run: Run): Promise<void> {
  return new Promise((resolve) => {
    run.barrier = resolve;
    const socket = connect(`\0${name}`, () => socket.write(`GLOVEBOX1 ${token} barrier\n`));
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
}

function closed(sockets: ReadonlySet<Duplex>): Promise<unknown> {
  return Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}

async function within(ms: number, what: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([what, promise]);
  clearTimeout(timer);
}
