import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bind, Rootfs } from '../jail/rootfs.ts';
import type { Limits } from '../limits.ts';
import { PLACES } from '../warden/records.ts';
import { wardenPath } from '../warden/warden.ts';

/** The sample's user inside; the warden is root of the sentry's kernel, so that the sample cannot reach it. */
export const INNER_UID = 1000;

const WARDEN_INSIDE = '/warden';

/** What the warden needs of the sentry's kernel to become, watch and end another user; the sample keeps none of it. */
const WARDEN_CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_ADMIN',
];

/** The warden's own, and the agent's before the sample starts. */
const FEWEST_DESCRIPTORS = 128;

/** Small parts of the root are copied into it: each folder bound from the host is one more conversation with the gofer. */
const COPIED = ['/etc', '/glovebox'];

/** Makes the folder that a sandbox's root is: what is copied, and the places where the rest is mounted. */
export function makeRoot(folder: string, rootfs: Rootfs): void {
  mkdirSync(folder, { mode: 0o755 });
  for (const path of ['/proc', '/dev', '/sys', '/run', ...PLACES]) mkdirSync(join(folder, path), { recursive: true });
  for (const { source, target } of rootfs.binds) {
    const inside = join(folder, target);
    mkdirSync(dirname(inside), { recursive: true });
    if (isCopied(target)) cpSync(source, inside, { recursive: true, verbatimSymlinks: true });
    else mkdirSync(inside, { recursive: true });
  }
  makeHidden(folder, rootfs);
  // Names are asked for over a stream, which the trace shows the content of; see the warden's resolver.
  appendFileSync(join(folder, '/etc/resolv.conf'), 'options use-vc\n');
  for (const { target, path } of rootfs.symlinks) symlinkSync(target, join(folder, path));
  copyFileSync(wardenPath(), join(folder, WARDEN_INSIDE));
  chmodSync(join(folder, WARDEN_INSIDE), 0o555);
}

/**
 * Folders of the host that are shown as others: empty, but for places to mount on. The gofer makes a place that is missing where it
 * leads to, and below a folder of the host that is the host.
 */
function makeHidden(root: string, { hidden, late }: Rootfs): void {
  for (const path of hidden) {
    const shown = shownInstead(root, path);
    mkdirSync(shown, { recursive: true });
    for (const { source, target } of late.filter((one) => one.target.startsWith(`${path}/`))) {
      const place = join(shown, target.slice(path.length));
      mkdirSync(dirname(place), { recursive: true });
      if (statSync(source).isDirectory()) mkdirSync(place);
      else writeFileSync(place, '');
    }
  }
}

function shownInstead(root: string, path: string): string {
  return join(`${root}-instead`, path);
}

/** Writes the bundle's `config.json`, by which `runsc run` makes the sandbox. */
export function writeBundle(folder: string, root: string, rootfs: Rootfs, limits: Limits, host = 'glovebox'): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(specification(root, rootfs, limits, host)));
}

function specification(root: string, rootfs: Rootfs, limits: Limits, hostname: string) {
  const capabilities = Object.fromEntries(
    ['bounding', 'effective', 'permitted', 'inheritable'].map((set) => [set, WARDEN_CAPABILITIES]),
  );
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: [WARDEN_INSIDE, 'supervise'],
      env: [],
      cwd: '/',
      capabilities,
      rlimits: [
        // Closing what was left open is done one by one up to this number.
        { type: 'RLIMIT_NOFILE', ...both(Math.max(FEWEST_DESCRIPTORS, limits.descriptors)) },
        // Counted for each user of the sentry's kernel: the sample's has nobody else, and the warden is root.
        { type: 'RLIMIT_NPROC', ...both(limits.processes) },
      ],
      noNewPrivileges: true,
    },
    root: { path: root, readonly: true },
    hostname,
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      ...rootfs.binds.filter(({ target }) => !isCopied(target)).map(bind),
      ...rootfs.hidden.map((path) => bind({ source: shownInstead(root, path), target: path })),
      ...rootfs.late.map(bind),
      // The warden mounts the writable places itself, all on one file system; this one has no folder yet.
      tmpfs('/dev/shm', ['mode=755', 'size=4k']),
    ],
    linux: { namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })) },
  };
}

function both(value: number) {
  return { soft: value, hard: value };
}

function bind({ source, target }: Bind) {
  return { destination: target, type: 'bind', source, options: ['rbind', 'ro'] };
}

function tmpfs(destination: string, options: readonly string[]) {
  return { destination, type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', ...options] };
}

function isCopied(target: string): boolean {
  return COPIED.some((path) => target === path || target.startsWith(`${path}/`));
}
