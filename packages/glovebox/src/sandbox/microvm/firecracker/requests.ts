import type { MachineConfig } from '../machine.ts';

/** One thing asked of Firecracker over its API socket. */
export interface ApiRequest {
  /** What it is for, as an error names it: `set the machine's size`. */
  readonly purpose: string;
  readonly method: 'GET' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Names of a machine's files in its private folder, which is Firecracker's working directory. They are relative and always the
 * same, and a snapshot remembers them: so it can be restored in any folder, jailed or not, without being told new ones.
 */
export const FILES = {
  kernel: 'kernel',
  initramfs: 'initramfs',
  rootfs: 'rootfs',
  memory: 'memory',
  state: 'state',
  api: 'api.sock',
  agent: 'agent.sock',
} as const;

/** The guest's address on its own vsock; each machine has a vsock to itself, so all have the same. 0 to 2 are taken. */
const GUEST_CID = 3;

const MIB = 1024 * 1024;

/** From a fresh Firecracker to a running guest, in the order they are sent. */
export function bootRequests(config: MachineConfig): ApiRequest[] {
  return [
    put("set the machine's size", '/machine-config', {
      vcpu_count: processors(config.cpus),
      mem_size_mib: Math.ceil(config.memoryBytes / MIB),
      smt: false, // two guests' threads on one core read each other's caches
    }),
    put('name the kernel', '/boot-source', {
      kernel_image_path: FILES.kernel,
      initrd_path: FILES.initramfs,
      boot_args: [...config.commandLine, ...KERNEL_ARGUMENTS].join(' '),
    }),
    put('attach the disk', '/drives/rootfs', {
      drive_id: 'rootfs',
      path_on_host: FILES.rootfs,
      is_root_device: false, // the initial file system mounts it, by its name
      is_read_only: true,
      io_engine: 'Sync', // the other one is io_uring, which many hosts forbid
    }),
    put('attach the agent', '/vsock', { guest_cid: GUEST_CID, uds_path: FILES.agent }),
    put('attach the source of randomness', '/entropy', {}),
    put('start the machine', '/actions', { action_type: 'InstanceStart' }),
  ];
}

/** From a running guest to a snapshot of all of it. The guest stays paused. */
export function snapshotRequests(): ApiRequest[] {
  return [
    patch('pause the machine', '/vm', { state: 'Paused' }),
    put('write the snapshot', '/snapshot/create', {
      snapshot_type: 'Full',
      snapshot_path: FILES.state,
      mem_file_path: FILES.memory,
    }),
  ];
}

/** From a fresh Firecracker to a guest that runs on from a snapshot. Its memory is mapped privately: what the guest writes never reaches the file. */
export function restoreRequests(): ApiRequest[] {
  return [
    put('restore the snapshot', '/snapshot/load', {
      snapshot_path: FILES.state,
      mem_backend: { backend_type: 'File', backend_path: FILES.memory },
      resume_vm: true,
    }),
  ];
}

/** A kernel of a few bytes that ends the machine: shows that machines can be had at all. */
export function proofRequests(): ApiRequest[] {
  return [
    put("set the machine's size", '/machine-config', { vcpu_count: 1, mem_size_mib: 128, smt: false }),
    put('name the kernel', '/boot-source', { kernel_image_path: FILES.kernel }),
    put('start the machine', '/actions', { action_type: 'InstanceStart' }),
  ];
}

/** Firecracker takes one processor or an even number up to 32; the share of time is held from outside. */
function processors(cpus: number): number {
  return cpus <= 1 ? 1 : Math.min(32, 2 * Math.ceil(cpus / 2));
}

const KERNEL_ARGUMENTS = [
  'console=ttyS0', // read, kept short, and told when a boot fails
  'reboot=k', // Firecracker ends when the guest resets itself through the keyboard controller
  'pci=off', // there is none: no time lost looking
  'glovebox.agent=vsock', // there is no serial port for it
];

function put(purpose: string, path: string, body: unknown): ApiRequest {
  return { purpose, method: 'PUT', path, body };
}

function patch(purpose: string, path: string, body: unknown): ApiRequest {
  return { purpose, method: 'PATCH', path, body };
}
