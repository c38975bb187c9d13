import { randomBytes } from 'node:crypto';
import type { Settings } from '../tools/tool.ts';
import { EXIT } from './exit.ts';
import type { McpOptions } from './options.ts';
import { writeLog } from './output.ts';
import { policyOf } from './policy.ts';

/** `glovebox mcp`: tools for agents, over standard input, or with `--port` over HTTP. Ends when its client goes, or by a signal. */
export async function mcpCommand(options: McpOptions, signal: AbortSignal): Promise<number> {
  const policy = await policyOf(options);
  const settings: Settings = {
    policy,
    depth: options.depth ?? policy.depth ?? 'standard',
    ...(options.backend !== undefined && { backend: options.backend }),
    indexes: {
      ...(options.pipIndex !== undefined && { pip: options.pipIndex }),
      ...(options.npmRegistry !== undefined && { npm: options.npmRegistry }),
    },
  };
  if (options.port === undefined) {
    const { serveOverStdio } = await import('../mcp/stdio.ts');
    await serveOverStdio(settings, signal);
    return EXIT.allow;
  }
  const [{ serveOverHttp }, { readTokens, tokenOf }] = await Promise.all([
    import('../mcp/http.ts'),
    import('../mcp/tokens.ts'),
  ]);
  const made = randomBytes(24).toString('base64url');
  const tokens = options.tokens === undefined ? [tokenOf('local', made)] : readTokens(options.tokens);
  const service = await serveOverHttp(settings, { port: options.port, tokens });
  await writeLog(
    `glovebox: serving ${service.url}${options.tokens === undefined ? ` for whoever has the token ${made}` : ''}`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await service.close();
  return EXIT.allow;
}
