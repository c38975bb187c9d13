import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createService } from '../tools/service.ts';
import type { Settings } from '../tools/tool.ts';
import { createMcpServer } from './server.ts';

/** Serves the one client at the other end of standard input, until it goes or `signal` aborts. Nothing is left running then. */
export async function serveOverStdio(settings: Settings, signal: AbortSignal): Promise<void> {
  const service = createService(settings);
  const ending = new AbortController();
  const gone = Promise.withResolvers<void>();
  process.stdin.once('end', gone.resolve).once('close', gone.resolve);
  signal.addEventListener('abort', () => gone.resolve(), { once: true });
  if (signal.aborted) gone.resolve();
  const client = service.clients.of('stdio');
  const handle = serveStdio(() => createMcpServer(service, client, ending.signal), {
    onerror: (error) => console.error(`glovebox: mcp: ${error.message}`),
  });
  await gone.promise;
  ending.abort(new Error('the client is gone'));
  await handle.close();
  await service.close();
}
