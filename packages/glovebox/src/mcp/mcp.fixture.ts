import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { tokenOf } from './tokens.ts';

const MAIN = join(import.meta.dirname, '../cli/main.ts');

export const SECRETS = { alice: 'alice-has-a-long-secret', bob: 'bob-has-another-long-one' };
export const TOKENS = Object.entries(SECRETS).map(([name, secret]) => tokenOf(name, secret));

/** The official client; of the protocol of 2025 where no other is named. */
function clientOf(version?: string): Client {
  const negotiation = version === undefined ? {} : { versionNegotiation: { mode: { pin: version } } };
  return new Client({ name: 'test', version: '1' }, negotiation);
}

/** The official client of a server over HTTP. */
export async function connectTo(url: string, who: keyof typeof SECRETS, version?: string): Promise<Client> {
  const client = clientOf(version);
  const headers = { authorization: `Bearer ${SECRETS[who]}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** The official client of `glovebox mcp`, started with these arguments, and the process. */
export async function startClient(
  args: readonly string[] = [],
  version?: string,
): Promise<{ client: Client; pid: number }> {
  const client = clientOf(version);
  const transport = new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp', ...args] });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0 };
}
