import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { GloveboxError } from '../error.ts';
import { identify } from '../sample/identify.ts';
import type { Sample } from '../sample/sample.ts';
import type { Backend } from './backend.ts';
import { LIMIT_PROFILES } from './limits.ts';
import type { Isolation, Run } from './run.ts';
import { PACKAGE_ROOT } from './warden/warden.ts';

/** One wall, tried from inside. */
export interface Proof {
  /** What was looked for: `host files`. */
  readonly wall: string;
  readonly held: boolean;
  /** What came through, when it did not hold. */
  readonly found: string;
}

export interface ProvenIsolation {
  readonly isolation: Isolation;
  readonly proofs: readonly Proof[];
}

/**
 * Looks for holes from inside a sandbox of `backend`, against decoys made for the purpose: a listener on loopback, a variable,
 * this process. Throws a {@link GloveboxError} when there is no sandbox to be had; a wall that does not hold is a proof, not an error.
 */
export async function proveIsolation(backend: Backend): Promise<ProvenIsolation> {
  const marker = randomBytes(16).toString('hex');
  const variable = 'GLOVEBOX_PROBE_DECOY';
  process.env[variable] = marker;
  const listener = await listen();
  try {
    const args = [`${PACKAGE_ROOT}/package.json`, `${port(listener)}`, `${process.pid}`, marker];
    const run = await backend.run(prober(args), { limits: LIMIT_PROFILES.default, observe: true });
    if (run.isolation === undefined) throw new Error(`${backend.name}: a run without probed isolation`);
    return { isolation: run.isolation, proofs: readProofs(run) };
  } finally {
    delete process.env[variable];
    listener.close();
  }
}

function prober(args: readonly string[]): Sample {
  const entry = 'probe.cjs';
  const files = [{ path: entry, content: readFileSync(`${PACKAGE_ROOT}/guest/probe/${entry}`) }];
  return { id: identify('javascript', entry, files), language: 'javascript', entry, files, args };
}

function readProofs(run: Run): Proof[] {
  try {
    const found: Record<string, string> = JSON.parse(run.stdout);
    return Object.entries(found).map(([wall, what]) => ({ wall, held: what === '', found: what }));
  } catch (cause) {
    const said = run.stderr.trim().split('\n').at(-1) ?? '';
    throw new GloveboxError(
      'backend-failed',
      `the probe inside the ${run.backend} gave no answer (${run.status}): ${said}`,
      'Run ./setup.sh again.',
      { cause },
    );
  }
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function port(server: Server): number {
  return (server.address() as AddressInfo).port;
}
