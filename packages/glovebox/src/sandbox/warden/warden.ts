import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import type { Channel, ChannelEnd, OpenChannel } from './channel.ts';
import { isTraffic } from './frames.ts';
import { messageReader } from './reader.ts';

/** Where the package lies, seen from the sources and from `dist/` alike. */
export const PACKAGE_ROOT = packageRoot();

/** Path of the warden's binary, built by the set-up. Throws `warden-missing`. */
export function wardenPath(): string {
  const path = process.env.GLOVEBOX_WARDEN ?? `${PACKAGE_ROOT}/build/warden`;
  if (existsSync(path)) return path;
  throw new GloveboxError(
    'warden-missing',
    `the warden is not built: ${path} does not exist`,
    'Run ./setup.sh; it needs a C compiler (Debian: apt-get install gcc libc6-dev).',
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

function packageRoot(): string {
  // src/sandbox/warden/warden.ts and dist/*.js both lie below the folder that holds guest/.
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('guest/README.md', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error('the glovebox package is incomplete: guest/ is missing');
    folder = parent;
  }
  return fileURLToPath(folder).replace(/\/$/, '');
}
