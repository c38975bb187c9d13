import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import type { Channel, ChannelEnd, OpenChannel } from './channel.ts';
import { isTraffic } from './frames.ts';
import { demandNative, PREBUILT_PACKAGE } from './native.ts';
import { messageReader } from './reader.ts';

export { PACKAGE_ROOT } from './package-root.ts';

/** Path of the warden's binary: the one named by `GLOVEBOX_WARDEN`, or what {@link demandNative} finds. Throws `warden-missing`. */
export function wardenPath(): string {
  const path = process.env.GLOVEBOX_WARDEN ?? demandNative()?.warden;
  if (path !== undefined && existsSync(path)) return path;
  throw new GloveboxError(
    'warden-missing',
    path === undefined
      ? `there is no warden: the package ${PREBUILT_PACKAGE} is not installed, and there is no C compiler to make one with`
      : `there is no warden: ${path} does not exist`,
    `Install ${PREBUILT_PACKAGE} (npm leaves it out with --omit=optional) or a C compiler (Debian: apt-get install gcc libc6-dev); in a checkout run ./setup.sh.`,
  );
}

/** A warden as a child process: it launches one sandbox, watches it and takes it down when its standard input closes. */
export const openWarden: OpenChannel = (onMessage) => spawnChannel(wardenPath(), ['supervise'], onMessage);

/** Starts `command`, which speaks as a warden on its standard streams. */
export function spawnChannel(
  command: string,
  args: readonly string[],
  onMessage: (message: WardenMessage) => void,
): Channel {
  // In a process group of its own, which is killed when the warden was: bubblewrap orphaned early would wait for ever.
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: {}, detached: true });
  child.once('exit', (_, signal) => signal !== null && killGroup(child.pid));
  let complaints = '';
  child.stdout.setEncoding('utf8');
  let refused: GloveboxError | undefined;
  const reader = messageReader(onMessage, (failure) => {
    refused = failure;
    child.kill('SIGKILL');
  });
  child.stdout.on('data', reader.take);
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    if (complaints.length < 4000) complaints += chunk;
  });
  child.stdin.on('error', () => {}); // it ended before it read everything; `ended` says why
  const ended = new Promise<ChannelEnd>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new GloveboxError('backend-failed', `cannot start ${command}: ${cause.message}`, 'Run ./setup.sh again.', {
          cause,
        }),
      ),
    );
    child.once('close', (code) => (refused === undefined ? resolve({ complaints, code }) : reject(refused)));
  });
  return {
    send(frames) {
      if (!frames.every(isTraffic)) reader.renew();
      child.stdin.write(Buffer.concat(frames));
    },
    cancel: () => child.stdin.destroy(),
    ended,
  };
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody was left in it.
  }
}
