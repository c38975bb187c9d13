import type { Capability } from '../../capability.ts';
import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText } from '../resolve/value.ts';
import { childOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

/** What a redirection does, with the operator as its callee. */
export interface Redirection {
  readonly capability: Capability;
  readonly callee: string;
  readonly target: string | undefined;
  readonly arguments?: Record<string, string>;
}

/** Descriptors, the terminal, and devices that hold nothing. */
const NOWHERE = /^(\d+|-|\/dev\/(null|stdin|stdout|stderr|tty|fd\/\d+|zero|u?random))$/;

export function redirectionAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Redirection | undefined {
  const destination = childOf(node, 'destination');
  if (destination === undefined || destination.type === 'process_substitution') return undefined;
  const operator = /^\d*([<>&|]+)/.exec(textOf(evaluator.source, node))?.[1] ?? '>';
  const target = asText(evaluator.value(destination, scope));
  const socket = socketOf(target);
  if (socket !== undefined) return socket;
  if (target !== undefined && NOWHERE.test(target)) return undefined;
  return { capability: operator.includes('>') ? 'file.write' : 'file.read', callee: operator, target };
}

/** The shell's own sockets: `/dev/tcp/host/port`. */
export function socketOf(path: string | undefined): Redirection | undefined {
  const match = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/\s]+)$/.exec(path ?? '');
  if (match === null) return undefined;
  const [whole, protocol, host, port] = match;
  return {
    capability: 'network.connect',
    callee: `/dev/${protocol}`,
    target: `${host}:${port}`,
    arguments: { 0: whole },
  };
}
