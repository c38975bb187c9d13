import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  type NodeIncomingMessageLike,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { GloveboxError } from '../error.ts';
import { MCP_BOUNDS } from '../tools/bounds.ts';
import { createService } from '../tools/service.ts';
import type { Settings } from '../tools/tool.ts';
import { createConnections, nameConnection } from './connections.ts';
import { createMcpServer } from './server.ts';
import { bearerOf, type Token } from './tokens.ts';

export interface HttpOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly tokens: readonly Token[];
}

export interface HttpService {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  /** Ends every call and session; nothing of them is left when the promise resolves. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const PATH = '/mcp';

/**
 * Streamable HTTP on loopback: another machine reaches it through whatever ends TLS there. Only pages of this machine and
 * programs are answered (Host and Origin), and only who has a token. Throws `usage` when the port cannot be had.
 */
export async function serveOverHttp(settings: Settings, { port, tokens }: HttpOptions): Promise<HttpService> {
  const service = createService(settings);
  const ending = new AbortController();
  const connections = createConnections();
  const handler = createMcpHandler(
    ({ authInfo, requestInfo }) => {
      const name = authInfo?.clientId ?? '';
      return createMcpServer(service, service.clients.of(name), ending.signal, connections.of(name, requestInfo));
    },
    {
      maxRequestBodySize: MCP_BOUNDS.requestBytes,
      onerror: (error) => console.error(`glovebox: mcp: ${error.message}`),
    },
  );
  const answer = toNodeHandler(handler);
  const [isHost, isOrigin] = [localhostHostValidation(), localhostOriginValidation()];
  const server = createServer((request, response) => {
    if (!isHost(request, response) || !isOrigin(request, response)) return;
    const name = bearerOf(tokens, request.headers.authorization);
    if (name === undefined) return refuse(request, response, 401, { 'www-authenticate': 'Bearer' });
    if (request.url?.split('?')[0] !== PATH) return refuse(request, response, 404);
    nameConnection(request, response);
    // The secret itself goes no further.
    const auth = { token: '', clientId: name, scopes: [] };
    void answer(Object.assign(request, { auth }) as NodeIncomingMessageLike, response);
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 10_000;
  const bound = await listen(server, port);
  return {
    url: `http://${HOST}:${bound}${PATH}`,
    async close() {
      ending.abort(new Error('the server ends'));
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.close();
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, headers = {}): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close', ...headers }).end();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new GloveboxError('usage', `cannot listen on port ${port}: ${cause.code}`, 'Give another --port.', { cause }),
      ),
    );
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
