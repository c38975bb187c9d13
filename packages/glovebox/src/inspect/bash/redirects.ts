import { HOLE } from '../resolve/value.ts';
import type { CommandUse } from './uses.ts';

/** Descriptors, the terminal, and devices that hold nothing. */
const NOWHERE = /^(&?\d+-?|-|\/dev\/(null|stdin|stdout|stderr|tty|fd\/\d+|zero|u?random))$/;

/** What a redirection does, with the operator as its callee; undefined where it leads nowhere. */
export function redirectionTo(path: string, operator: string): CommandUse | undefined {
  const socket = socketOf(path);
  if (socket !== undefined) return socket;
  if (NOWHERE.test(path)) return undefined;
  return {
    capability: operator.includes('>') ? 'file.write' : 'file.read',
    callee: operator,
    target: path === HOLE ? undefined : path,
  };
}

/** The shell's own sockets: `/dev/tcp/host/port`. */
export function socketOf(path: string): CommandUse | undefined {
  const match = /^\/dev\/(tcp|udp)\/([^/]{1,300})\/([^/\s]{1,100})$/.exec(path);
  if (match === null) return undefined;
  const [whole, protocol, host, port] = match;
  return {
    capability: 'network.connect',
    callee: `/dev/${protocol}`,
    target: `${host}:${port}`,
    arguments: { 0: whole },
  };
}
