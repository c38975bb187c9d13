import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Destination, type Egress, Refusal } from './egress.ts';

const CONNECT_MS = 10_000;
export const IDLE_MS = 60_000;

/** A connection to the very address that was checked; inside of TLS, whose certificate must be the host's, where asked for. */
export async function openOutward(
  egress: Egress,
  { host, address, port }: Destination,
  tls: boolean,
): Promise<Socket | TLSSocket | Refusal> {
  const socket = connectTcp({ host: address, port, autoSelectFamily: false });
  socket.on('error', () => {});
  const full = egress.admit(socket);
  if (full !== undefined) {
    socket.destroy();
    return full;
  }
  const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), CONNECT_MS).unref();
  try {
    await once(socket, 'connect');
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    if (!tls) return socket;
    const secure = connectTls({ socket, servername: host, ALPNProtocols: ['http/1.1'] });
    secure.on('error', () => {});
    await once(secure, 'secureConnect');
    return secure;
  } catch (cause) {
    socket.destroy();
    return new Refusal(`${host}:${port} could not be reached: ${(cause as Error).message.slice(0, 200)}`);
  } finally {
    clearTimeout(timer);
  }
}
