import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Clients of the protocol of 2025 cancel a call by a request of its own, which HTTP brings to another server than the call. A
 * connection's name, given with the first answer and said again with each request, brings the two together.
 */
export interface Connections {
  /** What cancels the calls of one connection of a client; nothing where it has no name. */
  of(client: string, request: Request | undefined): Cancelling;
}

export type CallId = string | number;

export interface Cancelling {
  /** Aborts when the call is cancelled; `end` forgets it. */
  begin(call: CallId): { readonly signal: AbortSignal; end(): void };
  cancel(call: CallId): void;
}

const NAME = 'mcp-session-id';

/** Names the connection that begins with this request. A client of a later protocol, which says so, needs none. */
export function nameConnection({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers[NAME] === undefined && headers['mcp-protocol-version'] === undefined)
    response.setHeader(NAME, randomBytes(18).toString('base64url'));
}

export function createConnections(): Connections {
  const calls = new Map<string, AbortController>();
  return {
    of(client, request) {
      const name = request?.headers.get(NAME) ?? undefined;
      const keyOf = (call: CallId) => JSON.stringify([client, name, call]);
      return {
        begin(call) {
          const cancel = new AbortController();
          const key = keyOf(call);
          if (name !== undefined) calls.set(key, cancel);
          const end = () => {
            if (calls.get(key) === cancel) calls.delete(key);
          };
          return { signal: cancel.signal, end };
        },
        cancel(call) {
          calls.get(keyOf(call))?.abort(new Error('the client cancelled the call'));
        },
      };
    },
  };
}
