import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { tokenOf } from './tokens.ts';

const MAIN = join(import.meta.dirname, '../cli/main.ts');

export const SECRETS = { alice: 'alice-has-a-long-secret', bob: 'bob-has-another-long-one' };
export const TOKENS = Object.entries(SECRETS).map(([name, secret]) => tokenOf(name, secret));

/** The official client of a server over HTTP. */
export async function connectTo(url: string, who: keyof typeof SECRETS): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${SECRETS[who]}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** The official client of `glovebox mcp`, started with these arguments, and the process. */
export async function startClient(...args: string[]): Promise<{ client: Client; pid: number }> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp', ...args] });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0 };
}
