import type { Duplex } from 'node:stream';
import { framed, writeFramed } from '../framed.ts';
import type { Call } from '../record.ts';
import { type Answer, answerQuery, answerWithNothing } from '../resolver.ts';
import { type Scene, sceneOf, type World } from '../scene.ts';
import { type Egress, Refusal } from './egress.ts';

/** Answers questions for permitted names, after they were resolved and looked at; of any other there is none. */
export function passQuestions(socket: Duplex, world: World, egress: Egress, call: Call): void {
  const scene = sceneOf(world, call);
  framed(socket, (query) => {
    void answerFor(query, scene, egress).then((message) => message !== undefined && writeFramed(socket, message));
  });
}

/** No other datagram leaves: nothing in it could be checked. */
export function refuseDatagrams(socket: Duplex, world: World, call: Call): void {
  const scene = sceneOf(world, call);
  const exchange = world.record.begin(call, 'udp', scene.host, 'datagrams');
  exchange.outcome = 'denied';
  exchange.reason = 'of datagrams only questions for names leave';
  framed(socket, (datagram) => exchange.sent.add(datagram));
}

async function answerFor(query: Buffer, { world, call, host }: Scene, egress: Egress): Promise<Buffer | undefined> {
  const none = answerWithNothing(query, 'no such name');
  if (none === undefined) {
    const exchange = world.record.begin(call, call.transport, host, 'datagrams');
    exchange.outcome = 'denied';
    exchange.reason = 'it is no question for a name';
    exchange.sent.add(query);
    return undefined;
  }
  const exchange = world.record.begin(call, 'dns', none.name, none.type);
  exchange.sent.add(none.name);
  const found = await reply(query, none, world, egress);
  exchange.outcome = found instanceof Refusal ? 'denied' : 'allowed';
  if (found instanceof Refusal) exchange.reason = found.reason;
  const answer = found instanceof Refusal ? none : found;
  exchange.reply.add(answer.shown);
  return answer.message;
}

/** Of a name only whether it can be reached is told: the addresses are made up, and known again when they are connected to. */
async function reply(
  query: Buffer,
  { name, type }: Answer,
  { names }: World,
  egress: Egress,
): Promise<Answer | Refusal> {
  const isOwn = /^(.*\.)?localhost$/i.test(name);
  if (!isOwn) {
    if (!egress.permitsName(name)) return new Refusal(`the policy does not allow ${name.slice(0, 253)}`);
    const refusal = egress.guardName(name);
    if (refusal !== undefined) return refusal;
    const addresses = await egress.resolve(name);
    if (addresses instanceof Refusal) return addresses;
  }
  const given =
    type === 'A' || type === 'AAAA' ? answerQuery(query, names) : answerWithNothing(query, 'no such record');
  return given ?? new Refusal('it is no question for a name');
}
