import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GloveboxError } from '../../error.ts';
import { type Endpoint, endpointName } from './endpoint.ts';

/** The newest and the oldest Docker Engine API this client is written for. */
const NEWEST = '1.47';
const OLDEST = '1.41';

const ANSWER_MS = 30_000;

/** A daemon that speaks the Docker Engine API: Docker's own, or Podman's compatible one. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  /** Podman's daemon differs in a few places. */
  readonly isPodman: boolean;
  /** Kind of the processor its containers run on, in Docker's words: `amd64`, `arm64`. */
  readonly architecture: string;
  call<T = unknown>(method: Method, path: string, options?: CallOptions): Promise<T>;
  /** A request whose connection becomes the container's standard streams. */
  hijack(path: string): Promise<Duplex>;
  /** Closes the connections that are kept for the next request. */
  close(): void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';

export interface CallOptions {
  readonly json?: unknown;
  /** A tar, sent as it is read. */
  readonly tar?: Readable;
  /** Milliseconds until it is given up; 30 s without one. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The daemon refused, in its own words. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Connects and agrees on a version. Throws `daemon-unreachable`, `daemon-forbidden` or `daemon-incompatible`. */
export async function connect(endpoint: Endpoint, timeoutMs = 10_000): Promise<Engine> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const address = endpoint.kind === 'socket' ? { socketPath: endpoint.path } : endpoint;
  const target = { ...address, agent };
  const said = await exchange<DaemonVersion>(endpoint, target, 'GET', '/version', { timeoutMs });
  const version = agree(endpointName(endpoint), said);
  const prefix = `/v${version}`;
  return {
    name: endpointName(endpoint),
    version,
    isPodman: said.Components?.some(({ Name }) => Name === 'Podman Engine') ?? false,
    architecture: said.Arch ?? '',
    call: (method, path, options = {}) => exchange(endpoint, target, method, prefix + path, options),
    hijack: (path) => upgrade(endpoint, address, prefix + path),
    close: () => agent.destroy(),
  };
}

interface DaemonVersion {
  readonly ApiVersion?: string;
  readonly MinAPIVersion?: string;
  readonly Arch?: string;
  readonly Components?: readonly { readonly Name?: string }[];
}

/** The newest version that both know. */
export function agree(daemon: string, { ApiVersion = '', MinAPIVersion = OLDEST }: DaemonVersion): string {
  if (!/^\d+\.\d+$/.test(ApiVersion))
    throw incompatible(daemon, `names no API version (${JSON.stringify(ApiVersion)})`);
  if (isOlder(ApiVersion, OLDEST)) throw incompatible(daemon, `speaks API ${ApiVersion}, older than ${OLDEST}`);
  if (isOlder(NEWEST, MinAPIVersion)) throw incompatible(daemon, `wants API ${MinAPIVersion}, newer than ${NEWEST}`);
  return isOlder(ApiVersion, NEWEST) ? ApiVersion : NEWEST;
}

function incompatible(daemon: string, why: string): GloveboxError {
  return new GloveboxError(
    'daemon-incompatible',
    `the daemon at ${daemon} ${why}`,
    `Use Docker 20.10 or newer, Podman 4 or newer, and a Glovebox that knows its API (this one: ${OLDEST} to ${NEWEST}).`,
  );
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

async function exchange<T>(
  endpoint: Endpoint,
  target: RequestOptions,
  method: Method,
  path: string,
  { json, tar, timeoutMs = ANSWER_MS, signal }: CallOptions,
): Promise<T> {
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const headers = {
    host: 'docker',
    ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
    ...(tar && { 'content-type': 'application/x-tar' }),
  };
  const limit = AbortSignal.timeout(timeoutMs);
  const ending = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ ...target, method, path, headers, signal: ending }, resolve);
      sent.once('error', reject);
      if (tar === undefined) sent.end(body);
      else tar.once('error', (cause) => sent.destroy(cause)).pipe(sent);
    });
    const answer = await text(response);
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new EngineError(status, complaint(answer));
    // Loading and pulling answer with a stream of reports; the last says whether it went well.
    return (method === 'HEAD' ? response.headers : parseAnswer(answer)) as T;
  } catch (cause) {
    if (limit.aborted) throw tooSlow(endpoint, `${method} ${path.split('?')[0]}`, timeoutMs, cause);
    throw cause instanceof EngineError || signal?.aborted ? cause : unreachable(endpoint, cause);
  }
}

function upgrade(endpoint: Endpoint, address: RequestOptions, path: string): Promise<Duplex> {
  const headers = { host: 'docker', connection: 'Upgrade', upgrade: 'tcp' };
  return new Promise((resolve, reject) => {
    const sent = request({ ...address, agent: false, method: 'POST', path, headers, timeout: ANSWER_MS });
    sent.once('upgrade', (_, socket, head) => {
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    sent.once('response', async (response) =>
      reject(new EngineError(response.statusCode ?? 0, complaint(await text(response).catch(() => '')))),
    );
    sent.once('timeout', () => sent.destroy(tooSlow(endpoint, `POST ${path.split('?')[0]}`, ANSWER_MS, undefined)));
    sent.once('error', (cause) => reject(cause instanceof GloveboxError ? cause : unreachable(endpoint, cause)));
    sent.end();
  });
}

function parseAnswer(answer: string): unknown {
  const text = answer.trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text; // several lines of JSON, or no JSON at all: whoever asked knows which
  }
}

function complaint(answer: string): string {
  const parsed = parseAnswer(answer);
  const message = (parsed as { message?: unknown } | undefined)?.message;
  const said = typeof message === 'string' ? message : answer.trim();
  // It may repeat all that it was sent: what went wrong is at its beginning and its end.
  return said.length > 600 ? `${said.slice(0, 400)} … ${said.slice(-200)}` : said || 'it gave no reason';
}

function tooSlow(endpoint: Endpoint, what: string, timeoutMs: number, cause: unknown): GloveboxError {
  return new GloveboxError(
    'daemon-unreachable',
    `the daemon at ${endpointName(endpoint)} did not answer ${what} within ${timeoutMs / 1000} s`,
    'Look at its log (journalctl -u docker), or start it again.',
    { cause },
  );
}

/** Nobody listens, or nobody lets us in: each has its own remedy. */
function unreachable(endpoint: Endpoint, cause: unknown): GloveboxError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const name = endpointName(endpoint);
  if (code === 'EACCES' || code === 'EPERM')
    return new GloveboxError(
      'daemon-forbidden',
      `this user may not talk to the daemon at ${name}: ${code}`,
      'Join its group and log in again (usermod -aG docker "$USER"), which gives you root on this machine; or use a rootless daemon (dockerd-rootless-setuptool.sh install, or podman) and DOCKER_HOST.',
      { cause },
    );
  const why = { ENOENT: 'there is no such socket', ECONNREFUSED: 'nobody listens there' }[code ?? ''] ?? message;
  return new GloveboxError(
    'daemon-unreachable',
    `no answer from a daemon at ${name}: ${why}`,
    'Start it (systemctl start docker, or systemctl --user start podman.socket), or name another in DOCKER_HOST.',
    { cause },
  );
}
