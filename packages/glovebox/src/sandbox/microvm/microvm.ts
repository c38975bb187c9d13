import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { Backend, RunOptions } from '../backend.ts';
import { openNetwork } from '../network.ts';
import { createWardenBackend } from '../warden/backend.ts';
import { SESSION } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';
import { openMachine } from './channel.ts';
import { createFirecracker } from './firecracker/firecracker.ts';
import { findImage, type Image } from './image/image.ts';
import type { MachineConfig, MachineDriver, MachineKind } from './machine.ts';
import { preferred } from './preferred.ts';
import { createQemu } from './qemu/qemu.ts';
import { closeSnapshots } from './qemu/snapshot.ts';
import { guestLimits, guestRecords } from './records.ts';
import { rehearsalFrames } from './rehearsal.ts';
import { findSnapshot } from './snapshots.ts';

export interface MicrovmChoices {
  /** Bubblewrap's walls around the sample inside the machine. */
  readonly layer?: 'jail';
  /** Instead of Firecracker where it can be had, and QEMU elsewhere. */
  readonly driver?: MachineDriver;
  /** `false` boots every machine from its kernel: for measuring what snapshots save. */
  readonly snapshots?: boolean;
}

const MIB = 1024 * 1024;

/** What the guest's kernel, its cgroups and the warden need besides the sample. */
const GUEST_BYTES = 192 * MIB;

/** How much longer than its wall-clock limit a sample is waited for: the warden ends it, then looks at what changed. */
const GRACE_MS = { accelerated: 2_000, emulated: 60_000 };

/** A virtual machine for each run: a private copy of one that waits with its interpreter up. */
export function createMicrovm(choices: MicrovmChoices = {}): Backend {
  const { driver = preferredDriver() } = choices;
  return createWardenBackend({
    name: choices.layer === 'jail' ? 'microvm+jail' : 'microvm',
    ...(choices.layer === undefined && { sinkholes: true as const }),
    async probe() {
      await findImage();
      await driver.probe();
    },
    plan: (language, options, session) => planMicrovm(language, options, { ...choices, driver }, session),
    dispose: closeSnapshots,
  });
}

/** Firecracker where it can be had, and QEMU elsewhere. */
function preferredDriver(): MachineDriver {
  return preferred([createFirecracker(), createQemu()]);
}

/** Plans one machine, and makes its snapshot where there is none. Throws a {@link GloveboxError} when something is missing. */
export async function planMicrovm(
  language: Language,
  options: RunOptions,
  { layer, driver = preferredDriver(), snapshots = true }: MicrovmChoices,
  session = false,
): Promise<Plan> {
  const image = await findImage();
  const machine = await driver.probe();
  return planMachine(language, options, { jailed: layer === 'jail', driver, snapshots, image, machine, session });
}

interface Ground {
  readonly jailed: boolean;
  readonly driver: MachineDriver;
  readonly snapshots: boolean;
  readonly image: Image;
  readonly machine: MachineKind;
  readonly session: boolean;
}

async function planMachine(language: Language, options: RunOptions, ground: Ground): Promise<Plan> {
  const { limits, observe } = options;
  const { driver, image, machine } = ground;
  const clock = options.clock === undefined ? undefined : new Date(options.clock);
  const sinkhole = await openNetwork(options.network);
  const authority = sinkhole?.authority;
  const records = guestRecords({ language, limits, observe, jailed: ground.jailed, authority });
  const config = machineConfig(image, options, clock);
  const told = ground.session ? [...records, SESSION] : records;
  const kind = { image: image.id, machine, config, records: told, observe };
  const snapshot = ground.snapshots ? await findSnapshot(driver, kind) : undefined;
  return {
    observe,
    ...(sinkhole !== undefined && { sinkhole }),
    records,
    limits: guestLimits(limits),
    isolation: () => ({ kernel: 'guest', accelerated: machine.accelerated, namespaces: [...NAMESPACES] }),
    clock: clock?.toISOString(),
    open: openMachine({
      start: () => (snapshot === undefined ? driver.boot(config) : driver.restore(snapshot.folder, config)),
      said: snapshot?.said,
      rehearsal: rehearsalFrames(language),
      clock,
      authority,
      limits,
      patienceMs: limits.wallMs + (machine.accelerated ? GRACE_MS.accelerated : GRACE_MS.emulated),
    }),
    cleanUp: async () => {}, // a machine leaves nothing that it would have had to remove
    failure,
  };
}

/** Another kernel shares none. */
const NAMESPACES = ['user', 'pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup'];

function machineConfig(image: Image, { limits }: RunOptions, clock: Date | undefined): MachineConfig {
  return {
    kernel: image.kernel,
    initramfs: image.initramfs,
    rootfs: image.rootfs,
    commandLine: COMMAND_LINE,
    memoryBytes: Math.ceil((limits.memoryBytes + GUEST_BYTES) / MIB) * MIB,
    cpus: limits.cpus,
    ...(clock === undefined ? {} : { clock }),
  };
}

/** Says little, starts fast, and ends the machine instead of waiting for somebody to read a panic. */
const COMMAND_LINE = [
  ...['quiet', 'loglevel=1', 'panic=-1', 'reboot=t', 'random.trust_cpu=on'],
  ...['audit=0', 'edd=off', 'cryptomgr.notests', '8250.nr_uarts=1', 'lsm=landlock'],
];

function failure(complaints: string, reason: string | undefined): GloveboxError {
  const said = [reason, complaints.trim().split('\n').slice(-3).join(' / ')].filter(Boolean).join('; ');
  return new GloveboxError(
    reason?.startsWith('the warden ended') ? 'sandbox-lost' : 'backend-failed',
    `the virtual machine failed: ${said || 'it ended without a word'}`,
    'Run it again; `glovebox doctor` shows what is missing.',
  );
}
