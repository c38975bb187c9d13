import type { Isolation, LimitName } from '../../sandbox/run.ts';
import type { PageRun, PageWall } from './page.ts';
import { words } from './words.ts';

/** What held the sample in, as it was probed, a row a wall. */
export function pageWalls(held: Isolation, isPlayed: boolean): PageWall[] {
  const cut = held.interfaces.every((name) => name === 'lo');
  return [
    {
      name: 'Kernel',
      value: words(`${KERNELS[held.kernel ?? 'host']}${held.engine === undefined ? '' : `, ${held.engine}`}`),
      holds: true,
    },
    { name: 'Namespaces', value: words(held.namespaces.join(' ') || 'none'), holds: held.namespaces.length > 0 },
    {
      name: 'System calls',
      value: held.seccomp === 2 ? 'filtered by seccomp' : 'no seccomp filter',
      holds: held.seccomp === 2,
    },
    {
      name: 'Landlock',
      value: held.landlock > 0 ? `in force, version ${held.landlock}` : 'not in force',
      holds: held.landlock > 0,
    },
    {
      name: 'Capabilities',
      value: held.capabilities === '0' ? 'none' : words(held.capabilities),
      holds: held.capabilities === '0',
    },
    {
      name: 'New privileges',
      value: held.noNewPrivileges ? 'cannot be gained' : 'can be gained',
      holds: held.noNewPrivileges,
    },
    { name: 'User', value: `id ${held.uid}`, holds: held.uid !== 0 },
    { name: 'Root file system', value: held.rootReadOnly ? 'read-only' : 'writable', holds: held.rootReadOnly },
    {
      name: 'Network',
      value: cut ? (isPlayed ? 'played, nothing leaves' : 'none') : words(held.interfaces.join(' ')),
      holds: cut,
    },
  ];
}

const KERNELS: Record<NonNullable<Isolation['kernel']>, string> = {
  host: 'the host’s',
  gvisor: 'gVisor’s own',
  guest: 'a virtual machine’s own',
  wasm: 'none: WebAssembly',
};

const LIMITS: Record<LimitName, readonly [name: string, amount: (value: number) => string]> = {
  memory: ['Memory', mebibytes],
  cpu: ['Processor', (value) => (value === 1 ? '1 core' : `${value} cores`)],
  processes: ['Processes', String],
  wallClock: ['Time', (value) => `${value / 1000} s`],
  output: ['Output', mebibytes],
  disk: ['Disk', mebibytes],
  files: ['Files', String],
  descriptors: ['Open descriptors', String],
};

export function pageLimits({ limits }: Isolation): PageRun['limits'] {
  return Object.entries(limits)
    .slice(0, 40)
    .map(([name, { value, enforcedBy }]) => {
      const [shown, amount] = Object.hasOwn(LIMITS, name) ? LIMITS[name as LimitName] : [words(name, 40), String];
      return { name: shown, value: amount(value), by: enforcedBy };
    });
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
