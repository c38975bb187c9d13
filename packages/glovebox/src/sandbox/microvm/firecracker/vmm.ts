import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GloveboxError } from '../../../error.ts';
import { ownProcess } from '../../owned.ts';
import type { MachineEnd } from '../machine.ts';
import { send } from './client.ts';
import { remedyFor } from './faults.ts';
import type { Place } from './place.ts';
import { type ApiRequest, FILES } from './requests.ts';

/** One Firecracker process, waiting for requests or running its machine. */
export interface Vmm {
  readonly pid: number;
  readonly folder: string;
  /** Sends each in its turn; the first that fails ends it and is thrown. */
  ask(requests: readonly ApiRequest[], timeoutMs: number): Promise<void>;
  kill(): void;
  /** Aborted when the process is gone, with an error that says so and why. */
  readonly gone: AbortSignal;
  /** Resolves when the process is gone and its place removed; never rejects. */
  readonly ended: Promise<MachineEnd>;
}

/** Characters that are kept of what Firecracker and the guest's console say: the last ones, where the reason is. */
const KEPT = 4000;

/** Milliseconds for a process that closed its connection to be seen ending. */
const LAST_WORDS_MS = 500;

/** Starts Firecracker in `place` and waits until it takes requests. Removes the place when it does not. */
export async function startVmm(place: Place, timeoutMs: number): Promise<Vmm> {
  const vmm = launch(place);
  try {
    await takesRequests(join(place.folder, FILES.api), timeoutMs, vmm.gone);
    return vmm;
  } catch (cause) {
    vmm.kill();
    await vmm.ended;
    throw cause;
  }
}

function launch(place: Place): Vmm {
  // A process group of its own: a terminal's interrupt is for Glovebox, which then ends it.
  const child = spawn(place.command, place.args, {
    cwd: place.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, // bubblewrap and the jailer clear it
    detached: true,
  });
  const release = child.pid === undefined ? () => {} : ownProcess(child.pid);
  const gone = new AbortController();
  let said = '';
  const keep = (chunk: string) => {
    said = (said + chunk).slice(-KEPT);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
  const ended = new Promise<MachineEnd>((resolve) => {
    const end = (code: number | null, how: string) => {
      const complaints = printable(said).trim();
      gone.abort(lost(how, complaints));
      release();
      place.remove();
      resolve({ complaints, code });
    };
    child.once('error', (cause) => end(null, `could not be started: ${cause.message}`));
    child.once('close', (code, signal) => end(code, signal === null ? `ended with ${code}` : `was ended by ${signal}`));
  });
  return {
    pid: child.pid ?? -1,
    folder: place.folder,
    gone: gone.signal,
    ended,
    kill: () => void child.kill('SIGKILL'),
    ask: (requests, timeoutMs) => askInTurn(join(place.folder, FILES.api), requests, timeoutMs, gone.signal),
  };
}

async function askInTurn(
  socket: string,
  requests: readonly ApiRequest[],
  timeoutMs: number,
  gone: AbortSignal,
): Promise<void> {
  for (const asked of requests) {
    try {
      await send(socket, asked, { timeoutMs, signal: gone });
    } catch (cause) {
      if (cause === gone.reason) throw during(asked, gone);
      // A connection that broke is mostly a process that ended: its own words say more, and come a moment later.
      if (cause instanceof GloveboxError && cause.cause !== undefined) await aborted(gone, LAST_WORDS_MS);
      throw gone.aborted ? during(asked, gone) : cause;
    }
  }
}

function during({ purpose }: ApiRequest, gone: AbortSignal): GloveboxError {
  const { code, message, remedy } = gone.reason as GloveboxError;
  return new GloveboxError(code, `asked to ${purpose}: ${message}`, remedy, { cause: gone.reason });
}

/** The socket is there before anybody listens at it, so it is tried. */
async function takesRequests(socket: string, timeoutMs: number, gone: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 1; performance.now() < deadline; pause = Math.min(pause * 2, 20)) {
    if (await answers(socket)) return;
    await sleep(pause, undefined, { signal: gone }).catch(() => {}); // thrown below
    gone.throwIfAborted();
  }
  throw new GloveboxError(
    'backend-failed',
    `Firecracker did not open its API socket within ${timeoutMs} ms`,
    'The machine is too busy, or the firecracker on PATH is not the real one (firecracker --version).',
  );
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: socketPath });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function aborted(signal: AbortSignal, timeoutMs: number): Promise<void> {
  return sleep(timeoutMs, undefined, { signal }).catch(() => {}); // either way the wait is over
}

function lost(how: string, complaints: string): GloveboxError {
  const words = complaints.split('\n').slice(-5).join(' ');
  const { code, remedy } = remedyFor(words, { purpose: 'run', method: 'GET', path: '' });
  return new GloveboxError(
    code === 'backend-failed' ? 'sandbox-lost' : code,
    `Firecracker ${how}${words === '' ? ' without a word' : `: ${words}`}`,
    remedy,
  );
}

/** A guest writes to the console what it likes: nothing of it may move a terminal's cursor. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '');
}
