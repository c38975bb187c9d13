import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Acceptance } from '../../attest/accept.ts';
import { GloveboxError } from '../../error.ts';
import { answerTo, type Service } from './answer.ts';
import type { Mode } from './review.ts';
import type { Exemptions } from './rule.ts';
import { fingerprintOf, loadVouchers, noVouchers, type Places, type Vouchers } from './vouchers.ts';

export interface AdmissionSettings {
  readonly host: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** PEM files; read again when they change. */
  readonly certificate: string;
  readonly key: string;
  readonly places: Places;
  readonly acceptance: Acceptance;
  readonly exemptions: Exemptions;
  readonly mode: Mode;
  /** One line of JSON for each decision and each reload. */
  readonly log: (entry: object) => void;
  /** Milliseconds between looks whether files changed; 2,000 without it. */
  readonly reloadMs?: number;
  /** Milliseconds a request may take to arrive; 5,000 without it. */
  readonly requestMs?: number;
  /** Milliseconds that it goes on answering after it was told to stop, until nobody sends it any more; 0 without it. */
  readonly drainMs?: number;
}

export interface Admission {
  readonly port: number;
  /** Answers what has arrived, and ends. */
  stop(): Promise<void>;
}

const MOST_CONNECTIONS = 1_000;

/** Starts the webhook. Throws when certificate, keys or attestations cannot be read: it never begins with less. */
export async function serveAdmission(settings: AdmissionSettings): Promise<Admission> {
  const { requestMs = 5_000, reloadMs = 2_000, drainMs = 0, log } = settings;
  const watched = [settings.certificate, settings.key];
  let seen = await fingerprintOf(settings.places, watched);
  let vouchers: Vouchers = await loadVouchers(settings.places, settings.acceptance);
  const service: Service = {
    mode: settings.mode,
    exemptions: settings.exemptions,
    log,
    vouchers: () => vouchers,
  };
  const server = createServer(
    {
      ...secrets(settings),
      minVersion: 'TLSv1.2',
      handshakeTimeout: requestMs,
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, requestMs),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => void answerTo(request, response, service),
  );
  server.maxConnections = MOST_CONNECTIONS;
  // Handshakes that fail are the caller's; they must not end the process.
  server.on('tlsClientError', () => {});
  server.on('clientError', (_, socket) => socket.destroy());
  await listen(server, settings);

  const stopped = new AbortController();
  const watching = watch();

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      await delay(reloadMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      const now = await fingerprintOf(settings.places, watched);
      if (stopped.signal.aborted || now === seen) continue;
      seen = now;
      await reload();
    }
  }

  async function reload(): Promise<void> {
    vouchers = await loadVouchers(settings.places, settings.acceptance).catch((error: Error) =>
      noVouchers(error.message),
    );
    log({ event: 'reloaded', ...vouchers.state });
    try {
      server.setSecureContext({ ...secrets(settings), minVersion: 'TLSv1.2' });
    } catch (error) {
      // The certificate before it goes on until it expires; a half-written pair is whole at the next look.
      log({ event: 'certificate-kept', message: (error as Error).message });
    }
  }

  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await delay(drainMs);
      stopped.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([closed, delay(requestMs, undefined, { ref: false })]);
      server.closeAllConnections();
      await watching;
    },
  };
}

function listen(server: Server, { port, host }: AdmissionSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new GloveboxError(
          'usage',
          `cannot listen on ${host}:${port}: ${cause.code}`,
          'Name another --port or --host.',
          { cause },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function secrets({ certificate, key }: AdmissionSettings): { cert: Buffer; key: Buffer } {
  try {
    return { cert: readFileSync(certificate), key: readFileSync(key) };
  } catch (cause) {
    const { path, code } = cause as NodeJS.ErrnoException;
    throw new GloveboxError('usage', `cannot read ${path}: ${code}`, 'Give PEM files with --tls-cert and --tls-key.', {
      cause,
    });
  }
}
