import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A container daemon of one's own, apart from any other on this machine. */
export interface Daemon {
  /** Path of its socket; `unix://` and this is what DOCKER_HOST wants. */
  readonly socket: string;
  readonly pid: number;
  /** Ends it, with its containers, mounts and files. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 30_000;

/** Starts `command(folder)` in a folder of its own, where it listens on `sock`, and waits until it answers. */
export async function startDaemon(command: (folder: string) => readonly [string, ...string[]]): Promise<Daemon> {
  if (process.getuid?.() !== 0) throw new Error('a container daemon of our own needs root');
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-daemon-'));
  const [program, ...args] = command(folder);
  const log = openSync(join(folder, 'log'), 'w');
  // In its own folder: Podman's monitor leaves a file where it was started when memory runs out.
  const daemon = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  // A process that is interrupted takes its daemon along.
  const end = () => void daemon.kill('SIGTERM');
  process.once('exit', end);
  const stop = async () => {
    process.off('exit', end);
    await stopDaemon(daemon, folder);
  };
  try {
    await isUp(daemon, folder);
    return { socket: join(folder, 'sock'), pid: daemon.pid ?? 0, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function isUp(daemon: ChildProcess, folder: string): Promise<void> {
  let failed: Error | undefined;
  daemon.once('error', (error) => {
    failed = error;
  });
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(100)) {
    if (daemon.exitCode !== null || failed !== undefined) break;
    if (await answers(join(folder, 'sock'))) return;
  }
  const log = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  throw new Error(`${daemon.spawnfile} did not come up: ${failed?.message ?? log.at(-1)}`);
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = get({ socketPath, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.once('timeout', () => sent.destroy());
    sent.once('error', () => resolve(false));
  });
}

async function stopDaemon(daemon: ChildProcess, folder: string): Promise<void> {
  if (daemon.exitCode === null && daemon.signalCode === null && daemon.pid !== undefined) {
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    const late = sleep(STOP_MS, undefined, { ref: false }).then(() => daemon.kill('SIGKILL'));
    await Promise.race([ended, late]);
  }
  endWhatIsLeft(folder);
  unmountBelow(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** A daemon that was killed leaves those that hold its containers; their command lines name the folder. */
function endWhatIsLeft(folder: string): void {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  for (const line of lines) {
    const [, pid, command = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    if (!command.includes(`${folder}/`) || Number(pid) === process.pid) continue;
    for (const each of [...childrenOf(Number(pid)), Number(pid)]) kill(each);
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it ended by itself
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) execFileSync('umount', ['-l', path], { stdio: 'ignore' });
}
