import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { GloveboxError } from '../../error.ts';
import { TRACED } from './calls.ts';

/** How runsc reaches the processor. KVM is never chosen: where it is nested it hangs instead of failing. */
export type Platform = 'systrap' | 'ptrace';

const ANSWER_MS = 5_000;

/** Path of runsc. Throws `backend-unavailable`. */
export function runscPath(): string {
  if (process.platform !== 'linux')
    throw new GloveboxError(
      'backend-unavailable',
      `gVisor runs on Linux only, and this is ${process.platform}`,
      'Use --backend wasm here, or run Glovebox on a Linux machine.',
    );
  const folders = (process.env.PATH ?? '/usr/bin:/bin').split(':');
  const found = folders.map((folder) => `${folder}/runsc`).find((path) => path.startsWith('/') && isProgram(path));
  if (found !== undefined) return found;
  throw new GloveboxError(
    'backend-unavailable',
    'gVisor is not installed: no runsc on PATH',
    'Install it (Debian, Ubuntu: apt-get install runsc; elsewhere: gvisor.dev/docs/user_guide/install).',
  );
}

const chosen = new Map<string, Platform>();

/** The platform of this runsc: systrap where it has it, ptrace in those before 2023. Asked once. */
export function platformOf(runsc: string): Platform {
  const known = chosen.get(runsc);
  if (known !== undefined) return known;
  const platform = /-platform string[^-]*systrap/.test(flagsOf(runsc)) ? 'systrap' : 'ptrace';
  chosen.set(runsc, platform);
  return platform;
}

/** What every sandbox of ours is started with; `log` is where the trace goes, nowhere without it. */
export function runscFlags(choice: { root: string; platform: Platform; log?: string | undefined }): string[] {
  return [
    `--root=${choice.root}`,
    `--platform=${choice.platform}`,
    '--network=none',
    // Groups are ours, made before it starts: they hold the gofer and runsc itself as well.
    '--ignore-cgroups',
    // The host's files do not change under a run; asking anew at every step would cost most of an interpreter's start.
    '--file-access-mounts=exclusive',
    ...(process.getuid?.() === 0 ? [] : ['--rootless']),
    ...(choice.log === undefined ? [] : traceFlags(choice.log)),
  ];
}

/**
 * The flags that make the sentry write its trace to `log`, to be read by {@link Trace}. `debug` is what makes refusals of the
 * seccomp filter visible. Trace points (`runsc trace`) would be typed, but name too few calls and speak over a kind of socket
 * that Node has not.
 */
export function traceFlags(log: string): string[] {
  return [
    '--strace',
    '--debug',
    `--debug-log=${log}`,
    '--debug-log-format=json',
    '--debug-command=boot',
    '--strace-log-size=1024',
    `--strace-syscalls=${TRACED.join(',')}`,
  ];
}

function flagsOf(runsc: string): string {
  try {
    return execFileSync(runsc, ['flags'], { encoding: 'utf8', timeout: ANSWER_MS, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw new GloveboxError(
      'backend-unavailable',
      `${runsc} does not answer: ${(cause as Error).message}`,
      'Install it again (Debian, Ubuntu: apt-get install --reinstall runsc).',
      { cause },
    );
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
