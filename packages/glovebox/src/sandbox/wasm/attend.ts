import { type ChildProcess, spawn } from 'node:child_process';
import { constants, networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import type { End, WardenMessage } from '../../observe/message.ts';
import { ownProcess } from '../owned.ts';
import type { Channel, ChannelEnd, OpenChannel } from '../warden/channel.ts';
import { type Given, readFrames } from './frames.ts';
import { NODE_ENVIRONMENT } from './host.ts';
import { statusOf } from './status.ts';

const LONGEST_LINE = 16_384;

/** Stands in for the warden where there is none: starts one child, holds its time and its output, and says what a warden says. */
export const openAttended: OpenChannel = (onMessage) => {
  const ended = Promise.withResolvers<ChannelEnd>();
  const read = readFrames();
  let child: ChildProcess | undefined;
  let cancelled = false;

  return {
    send(frames) {
      for (const frame of frames) read.take(frame);
      const given = read.given;
      if (child === undefined && given.exec.length > 0) child = start(given, onMessage, ended, () => cancelled);
      if (child !== undefined && given.job !== undefined) hand(child, given);
    },
    cancel() {
      cancelled = true;
      child?.kill('SIGKILL');
    },
    ended: ended.promise,
  } satisfies Channel;
};

function start(
  given: Given,
  onMessage: (message: WardenMessage) => void,
  ended: PromiseWithResolvers<ChannelEnd>,
  wasCancelled: () => boolean,
): ChildProcess {
  const [command = '', ...args] = given.exec;
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: NODE_ENVIRONMENT,
    cwd: '/',
  });
  const release = child.pid === undefined ? () => {} : ownProcess(child.pid);
  const clock = stopwatch();
  let cause: 'running' | 'timed-out' = 'running';
  let timer: NodeJS.Timeout | undefined;
  let left = given.limits.output ?? 0;
  let truncated = false;
  let complaints = '';
  let peakMemory = 0;

  const status = child.pid === undefined ? undefined : statusOf(child.pid);
  onMessage({
    t: 'isolation',
    namespaces: [],
    seccomp: status?.seccomp ?? 0,
    noNewPrivileges: status?.noNewPrivileges ?? false,
    capabilities: status?.capabilities ?? 'unknown',
    landlock: 0,
    uid: status?.uid ?? -1,
    interfaces: Object.keys(networkInterfaces()),
    rootReadOnly: false,
    kernel: 'wasm',
  });

  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.on('data', (chunk: Buffer) => {
      if (stream === 'stderr' && complaints.length < 4000) complaints += chunk;
      const kept = chunk.subarray(0, left);
      left -= kept.length;
      truncated ||= kept.length < chunk.length;
      if (kept.length > 0) onMessage({ t: 'out', stream, data: kept.toString('base64') });
    });

  for (const index of [0, 3, 4]) (child.stdio[index] as Duplex).on('error', () => {}); // it ended first; its end says why
  readLines(child.stdio[4] as Duplex, (line) => {
    if (line.startsWith('B')) begin();
    if (line.startsWith('E')) peakMemory = (child.pid === undefined ? undefined : statusOf(child.pid)?.peakMemory) ?? 0;
    onMessage({ t: 'hint', ms: clock.ms(), line });
  });

  function begin(): void {
    clock.start();
    timer ??= setTimeout(() => {
      cause = 'timed-out';
      peakMemory = (child.pid === undefined ? undefined : statusOf(child.pid)?.peakMemory) ?? 0;
      child.kill('SIGKILL');
    }, given.limits.wall_ms);
  }

  child.once('error', ended.reject);
  child.once('close', (code, signal) => {
    clearTimeout(timer);
    release();
    const outcome: Pick<End, 'cause' | 'limit' | 'code' | 'signal'> = wasCancelled()
      ? { cause: 'cancelled' }
      : cause === 'timed-out'
        ? { cause, limit: 'wallClock' }
        : {
            cause: 'exited',
            ...(code === null ? {} : { code }),
            ...(signal === null ? {} : { signal: constants.signals[signal] }),
          };
    onMessage({
      t: 'end',
      ...outcome,
      reason: NO_JAIL,
      ms: clock.ms(),
      cpuUs: 0,
      peakMemory,
      peakProcesses: 1,
      forks: 0,
      processesRefused: false,
      peakDisk: 0,
      peakFiles: 0,
      disk: 0,
      truncated,
      eventsDropped: 0,
    });
    ended.resolve({ complaints, code });
  });
  return child;
}

const NO_JAIL = 'no jail could be made: WebAssembly in a child process with Node’s permission model alone';

function hand(child: ChildProcess, given: Given): void {
  child.stdin?.end(given.stdin);
  (child.stdio[3] as Duplex).end(
    Buffer.concat([given.job ?? Buffer.alloc(0), Buffer.from(JSON.stringify(given.files))]),
  );
}

function stopwatch() {
  let started: number | undefined;
  return {
    start: () => {
      started ??= performance.now();
    },
    ms: () => (started === undefined ? 0 : performance.now() - started),
  };
}

function readLines(stream: Duplex, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) onLine(line);
  });
}
