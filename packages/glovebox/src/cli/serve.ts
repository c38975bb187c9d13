import { GloveboxError } from '../error.ts';
import { serveAdmission } from '../server/admission/server.ts';
import { EXIT } from './exit.ts';
import { writeLog } from './output.ts';
import type { ServeOptions } from './serve-options.ts';
import { acceptanceOf } from './trust.ts';

/** `glovebox serve --admission`: until it is told to stop. One line of JSON for each decision, on standard error. */
export async function serveCommand(options: ServeOptions, signal: AbortSignal): Promise<number> {
  if (options.admission !== true)
    throw new GloveboxError('usage', 'serve needs to be told what to serve', 'Give --admission.');
  const [attestations, ...more] = options.attestations ?? [];
  if (more.length > 0)
    throw new GloveboxError('usage', 'serve reads one place of attestations', 'Put them into one folder.');
  const trusted = needed(options.trusted, '--trusted');
  const admission = await serveAdmission({
    host: options.host,
    port: options.port,
    certificate: needed(options.tlsCert, '--tls-cert'),
    key: needed(options.tlsKey, '--tls-key'),
    places: {
      attestations: needed(attestations, '--attestations'),
      trusted,
      ...(options.revoked !== undefined && { revoked: options.revoked }),
    },
    acceptance: await acceptanceOf(options),
    exemptions: {
      namespaces: new Set(options.exemptNamespace),
      configMaps: new Set(options.exemptConfigmap),
    },
    mode: options.mode,
    drainMs: options.drain * 1000,
    log: (entry) => void log(entry),
  });
  await log({ event: 'listening', host: options.host, port: admission.port, mode: options.mode });
  await aborted(signal);
  await log({ event: 'stopping' });
  await admission.stop();
  return EXIT.allow;
}

function needed(value: string | undefined, option: string): string {
  if (value !== undefined) return value;
  throw new GloveboxError(
    'usage',
    `serve --admission needs ${option}`,
    `Give ${option}; docs/attestations.md shows all of them.`,
  );
}

function log(entry: object): Promise<void> {
  return writeLog(JSON.stringify({ time: new Date().toISOString(), ...entry }));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
