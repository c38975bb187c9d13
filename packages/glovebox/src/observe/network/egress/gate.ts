import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Call, Exchange } from '../record.ts';
import { type Scene, sceneOf, type World } from '../scene.ts';
import { type Destination, type Egress, Refusal } from './egress.ts';
import { forwardHttp } from './forward.ts';
import { type ClientHello, readHello } from './hello.ts';
import { permitsOf } from './permits.ts';
import { pipeOutward, playRaw } from './pipe.ts';

/** How long a client may think before its first word; where it waits for the server's, the server gets its turn. */
const FIRST_WORD_MS = 10_000;
const SERVER_FIRST_MS = 2_500;
const LONGEST_START = 20 * 1024;

/** One connection on its way out, after its destination was checked. */
export interface Passage {
  readonly socket: Duplex;
  readonly scene: Scene;
  readonly egress: Egress;
  readonly to: Destination;
  readonly isTls: boolean;
}

/** Lets one TCP connection of the sample's through, if name, address and what it says first agree with the policy. */
export async function passStream(socket: Duplex, world: World, egress: Egress, call: Call): Promise<void> {
  socket.on('error', () => {});
  const scene = sceneOf(world, call);
  const to = await whereTo(scene, egress);
  if (to instanceof Refusal) return refuse(socket, scene, to);
  const start = await firstWords(socket, to.explicit ? SERVER_FIRST_MS : FIRST_WORD_MS);
  if (start === undefined) return void socket.destroy();
  pass({ socket, scene, egress, to, isTls: false }, start);
}

function whereTo({ world, call }: Scene, egress: Egress): Promise<Destination | Refusal> | Destination | Refusal {
  const name = world.names.nameOf(call.address);
  return name === undefined ? egress.addressOf(call.address, call.port) : egress.destinationOf(name, call.port);
}

function pass(passage: Passage, start: Buffer): void {
  const { socket, scene, to, isTls } = passage;
  const hello = isTls ? undefined : readHello(start);
  if (hello !== undefined && hello !== 'more') passTls(passage, hello);
  else if (start[0] === 0x16)
    refuse(socket, scene, new Refusal('it begins as TLS does, and says nothing that is'), 'tls');
  else if (beginsHttp(start)) forwardHttp(passage);
  else if (to.explicit) passRaw(passage, start);
  else
    refuse(
      socket,
      scene,
      new Refusal(
        `what is said to ${to.host}:${to.port} is neither HTTP nor TLS, and the policy does not name the port`,
      ),
    );
}

function passTls(passage: Passage, hello: ClientHello): void {
  const { socket, scene, egress, to } = passage;
  const disagreement = disagrees(hello, to, egress);
  if (disagreement !== undefined) refuse(socket, scene, disagreement, 'tls');
  else if (egress.rules.isRecorded || egress.rules.replay !== undefined) endTls(passage);
  else void pipeOutward(passage, begin(scene, hello.serverName), { isOpaque: true });
}

function passRaw(passage: Passage, start: Buffer): void {
  const { scene, egress } = passage;
  const exchange = scene.world.record.begin(scene.call, 'tcp', scene.host, 'session');
  exchange.tls = scene.tls;
  if (egress.rules.replay !== undefined) playRaw(passage, exchange, start);
  else void pipeOutward(passage, exchange, { isOpaque: false, late: (words) => tooLate(words, passage) });
}

/** Of words that come so late that the server had its turn: what would have been looked at, had it come in time. */
function tooLate(words: Buffer, { to, egress, isTls }: Passage): Refusal | undefined {
  if (beginsHttp(words)) return new Refusal('it waits before it speaks HTTP, and nobody could look at its requests');
  if (isTls || words[0] !== 0x16) return undefined;
  const hello = readHello(words);
  if (hello === undefined || hello === 'more') return new Refusal('it waits, and then begins as TLS does in parts');
  return disagrees(hello, to, egress);
}

/** An address has no name that a client could mean by it. */
function disagrees(
  { serverName, isVeiled }: ClientHello,
  { host, address }: Destination,
  { rules }: Egress,
): Refusal | undefined {
  if (isVeiled) return new Refusal('the TLS client hides which server it means');
  if (serverName === undefined) {
    // Without a name, a server that holds several decides; one whose address the policy names holds what it holds.
    return host === address ? undefined : new Refusal(`the TLS client names no server, and ${host} was asked for`);
  }
  if (serverName.toLowerCase() === host) return undefined;
  const known = permitsOf(rules.permits, serverName).length > 0 ? ', though that is permitted by itself' : '';
  return new Refusal(`the TLS client means ${serverName.slice(0, 200)}, and ${host} was asked for${known}`);
}

/** Where what is said is to be kept or played again, TLS is with us, by an authority that only the sample trusts. */
function endTls(passage: Passage): void {
  const { socket, scene, to } = passage;
  scene.world.authority.contextFor(to.host).then(
    (secureContext) => {
      if (socket.destroyed) return;
      const inner = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
      inner.once('error', () => socket.destroy());
      inner.once('secure', async () => {
        inner.on('error', () => {});
        const start = await firstWords(inner, SERVER_FIRST_MS);
        const tls = { serverName: to.host };
        if (start === undefined) inner.destroy();
        else pass({ ...passage, socket: inner, scene: { ...scene, tls }, isTls: true }, start);
      });
    },
    () => socket.destroy(),
  );
}

/** Tells that it was refused, and why; whoever reads HTTP is told as well. */
export function refuse(socket: Duplex, scene: Scene, { reason }: Refusal, protocol: 'tcp' | 'tls' = 'tcp'): void {
  const exchange = scene.world.record.begin(scene.call, protocol, scene.host, 'session');
  exchange.tls = scene.tls;
  exchange.outcome = 'denied';
  exchange.reason = reason;
  socket.destroy();
}

function begin(scene: Scene, serverName: string | undefined): Exchange {
  const exchange = scene.world.record.begin(scene.call, 'tls', scene.host, 'session');
  exchange.tls = serverName === undefined ? {} : { serverName };
  return exchange;
}

/** What comes first, put back: empty where nothing came in time, undefined where the client went. A client hello is waited for whole. */
function firstWords(socket: Duplex, ms: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let words = Buffer.alloc(0);
    const timer = setTimeout(() => done(words), ms).unref();
    const take = (chunk: Buffer) => {
      words = Buffer.concat([words, chunk]);
      if (words.length >= LONGEST_START || (readHello(words) !== 'more' && !isPartOfHttp(words))) done(words);
    };
    const gone = () => done(words.length > 0 ? words : undefined);
    socket.on('data', take).once('end', gone).once('close', gone);
    function done(found: Buffer | undefined): void {
      clearTimeout(timer);
      socket.off('data', take).off('end', gone).off('close', gone);
      socket.pause();
      if (words.length > 0 && !socket.destroyed) socket.unshift(words);
      resolve(found);
    }
    socket.resume();
  });
}

const METHODS =
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE|PROPFIND|REPORT|MKCOL|MOVE|COPY|LOCK|UNLOCK) \S/;

/** Also what only a lenient server takes for a request: a strict reader then refuses it. */
function beginsHttp(start: Buffer): boolean {
  const text = start.toString('latin1', 0, 4_096);
  return METHODS.test(text) || / HTTP\/\d/.test(text);
}

/** Too short to tell: only letters so far. */
function isPartOfHttp(words: Buffer): boolean {
  return words.length < 12 && /^[A-Z]+ ?$/.test(words.toString('latin1'));
}
