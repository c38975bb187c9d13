import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BareRun } from './attempt.ts';

const TERMINAL = fileURLToPath(new URL('outside/terminal.py', import.meta.url));

/** Just as it is. */
export const bare: BareRun = {};

/** As it is, by root: for what an ordinary user is refused even without a sandbox. */
export const asRoot: BareRun = { needs: root };

/** By somebody to whom limits do not apply. */
export const unlimited: BareRun = { needs: resources };

/** By the same, under limits. */
export const limited: BareRun = { needs: resources, under: (command) => ['prlimit', '--nofile=512:512', ...command] };

/** In namespaces of its own, by the flags of unshare(1): its effect ends with them. */
export function inNamespaces(...flags: readonly string[]): BareRun {
  return {
    under: (command) => ['unshare', ...flags, ...command],
    ...(flags.every((flag) => !flag.includes('U')) && { needs: root }),
  };
}

/** With the decoy's folder made read-only in a mount namespace of its own. */
export const overReadOnlyFolder: BareRun = {
  under: (command, decoy) => {
    const folder = decoy.args[1] ?? '';
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
    return ['unshare', '-Urm', 'sh', '-c', script, folder, ...command];
  },
};

/** With the decoy hidden behind a mount, as a container runtime masks a file. */
export const behindMask: BareRun = {
  under: (command, decoy) => {
    const script = 'mount --bind /dev/null "$0" && exec "$@"';
    return ['unshare', '-Urm', 'sh', '-c', script, decoy.args[0] ?? '', ...command];
  },
};

/** With the program of the decoy's folder running, and about to end. */
export const besideRuntime: BareRun = {
  under: ([interpreter = '', file = ''], decoy) => {
    const script = '"$2/runtime" 1 & exec "$0" "$1" $! "$2"';
    return ['sh', '-c', script, interpreter, file, decoy.args[1] ?? ''];
  },
};

/** Followed by somebody who collects what was left behind and looks at no link. */
export const beforeCarelessCollector: BareRun = {
  under: (command) => ['sh', '-c', '"$@" && cat results/deep/*', 'sh', ...command],
};

/** Where a mount hides the decoy's folder from this process alone. */
export const withoutFolder: BareRun = {
  needs: root,
  under: (command, decoy) => {
    const folder = (decoy.args[0] ?? '').replace(/\/[^/]*$/, '');
    return ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none "$0" && exec "$@"', folder, ...command];
  },
};

/** Among processes of its own, the first of which is no more powerful than the attempt. */
export const underOwnInit: BareRun = {
  under: (command) => ['unshare', '-Urpf', '--mount-proc', 'sh', '-c', '"$@"; exit $?', 'init', ...command],
};

/** Among processes of its own, with a victim that takes the decoy's place in the arguments. */
export const withVictim: BareRun = {
  under: ([interpreter = '', file = ''], decoy) => {
    const script = 'sleep 20 & exec "$0" "$1" $! "$2"';
    return ['unshare', '-Urpf', '--mount-proc', 'sh', '-c', script, interpreter, file, decoy.args[1] ?? ''];
  },
};

/** In a session with a terminal of its own, which is read afterwards as a shell would. */
export const inTerminal: BareRun = { under: (command) => ['/usr/bin/python3', TERMINAL, ...command] };

/** As an ordinary user. */
export const asNobody: BareRun = {
  needs: root,
  under: (command) => ['setpriv', '--reuid', '65534', '--clear-groups', ...command],
};

/** As an ordinary user with one capability. */
export function withCapability(name: string): BareRun {
  return {
    needs: root,
    under: (command) => [
      'setpriv',
      '--reuid',
      '65534',
      '--clear-groups',
      '--inh-caps',
      `+${name}`,
      '--ambient-caps',
      `+${name}`,
      ...command,
    ],
  };
}

export function ioUring(): string | undefined {
  const disabled = setting('kernel/io_uring_disabled');
  return disabled === undefined || disabled === '0' ? undefined : 'the kernel has io_uring switched off';
}

export function vsock(): string | undefined {
  return existsSync('/dev/vsock') ? undefined : 'the kernel has no sockets between virtual machines and hosts';
}

export function legacyTiocsti(): string | undefined {
  return setting('dev/tty/legacy_tiocsti') === '0' ? 'the kernel has TIOCSTI switched off' : undefined;
}

function root(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'only root can do it without the sandbox';
}

const CAP_SYS_RESOURCE = 24n;

function resources(): string | undefined {
  const [, effective = '0'] = /^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n
    ? undefined
    : 'it takes CAP_SYS_RESOURCE, which is missing here';
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
