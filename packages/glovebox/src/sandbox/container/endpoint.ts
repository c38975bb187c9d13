import { existsSync } from 'node:fs';
import { GloveboxError } from '../../error.ts';

/** Where a daemon listens. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** The name a person knows it by: `unix:///var/run/docker.sock`. */
export function endpointName(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? `unix://${endpoint.path}` : `tcp://${endpoint.host}:${endpoint.port}`;
}

/**
 * The daemon to use: `chosen`, what DOCKER_HOST says, or the first socket there is of Docker, rootless Docker, Podman and
 * rootless Podman. Throws `usage` for an address it cannot talk to, `daemon-unreachable` where there is no socket at all.
 */
export function findEndpoint(chosen = process.env.DOCKER_HOST, env = process.env): Endpoint {
  if (chosen !== undefined && chosen !== '') return trusted(chosen, parse(chosen), env);
  const candidates = socketCandidates(env);
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return { kind: 'socket', path: found };
  throw new GloveboxError(
    'daemon-unreachable',
    `no Docker or Podman daemon: there is none of ${candidates.join(', ')}, and DOCKER_HOST is not set`,
    'Install and start one (Debian, Ubuntu: apt-get install docker.io; or podman, and systemctl --user start podman.socket), or set DOCKER_HOST.',
  );
}

function socketCandidates({ XDG_RUNTIME_DIR: own }: NodeJS.ProcessEnv): string[] {
  return [
    '/var/run/docker.sock',
    ...(own === undefined ? [] : [`${own}/docker.sock`]),
    '/run/podman/podman.sock',
    ...(own === undefined ? [] : [`${own}/podman/podman.sock`]),
  ];
}

/** Whoever is between could take the place of a daemon that is spoken to in the clear: it must be on this machine. */
function trusted(address: string, endpoint: Endpoint, { DOCKER_TLS_VERIFY: tls = '' }: NodeJS.ProcessEnv): Endpoint {
  if (endpoint.kind === 'socket') return endpoint;
  if (tls === '' && /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(endpoint.host)) return endpoint;
  throw new GloveboxError(
    'usage',
    tls === ''
      ? `will not talk in the clear to a daemon on another machine, at ${address}`
      : `DOCKER_TLS_VERIFY is set, and TLS to a daemon is not supported (${address})`,
    'Forward its socket (ssh -L /tmp/d.sock:/var/run/docker.sock host) and give unix:///tmp/d.sock, in DOCKER_HOST or by choice; then unset DOCKER_TLS_VERIFY.',
  );
}

function parse(address: string): Endpoint {
  const socket = /^unix:\/\/(\/.+)$/.exec(address)?.[1] ?? (address.startsWith('/') ? address : undefined);
  if (socket !== undefined) return { kind: 'socket', path: socket };
  const [, host, port = '2375'] = /^(?:tcp|http):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?\/?$/.exec(address) ?? [];
  if (host !== undefined) return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new GloveboxError(
    'usage',
    `cannot talk to a daemon at ${JSON.stringify(address)}`,
    'Give unix:///path/of/the.sock or tcp://host:port, in DOCKER_HOST or by choice; for ssh, forward the socket first (ssh -L /tmp/d.sock:/var/run/docker.sock host).',
  );
}
