import { arch } from 'node:os';
import { join } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { findCgroupHome } from '../../jail/cgroups.ts';
import { unprivilegedUid } from '../../jail/uid.ts';
import type { MachineDriver, MachineKind, VirtualMachine } from '../machine.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { bootableKernel } from './kernel.ts';
import { processorModel, requireKvm } from './kvm.ts';
import { jailedPlace, type Place, plainPlace, type Shown } from './place.ts';
import { proveBoot } from './probe.ts';
import { bootRequests, FILES, restoreRequests } from './requests.ts';
import { requireSnapshot, snapshotInto } from './snapshot.ts';
import { startVmm, type Vmm } from './vmm.ts';
import { connectAgent } from './vsock.ts';

export interface FirecrackerChoices {
  /** `/dev/kvm` without it. */
  readonly kvm?: string;
  /** The user to run as, instead of Glovebox's own: root drops to a user of the machine's own, under the jailer. */
  readonly uid?: number;
  readonly timeouts?: Partial<Timeouts>;
}

/** Milliseconds for each step. */
interface Timeouts {
  /** From the start of the process to an API socket that answers. */
  readonly startMs: number;
  /** For one answer of the API; writing a snapshot is the longest. */
  readonly answerMs: number;
  /** From a started guest to its agent's first answer. */
  readonly bootMs: number;
  /** The same for a restored guest, whose agent waits already. */
  readonly wakeMs: number;
}

const TIMEOUTS: Timeouts = { startMs: 5000, answerMs: 30_000, bootMs: 60_000, wakeMs: 10_000 };

/** What Firecracker writes beside a snapshot's memory. */
const STATE_BYTES = 64 * 1024 * 1024;

/** The machine monitor of choice where KVM works: over its API socket, under its jailer as root, with its own seccomp filters. */
export function createFirecracker(choices: FirecrackerChoices = {}): MachineDriver {
  const timeouts = { ...TIMEOUTS, ...choices.timeouts };
  const kvm = choices.kvm ?? '/dev/kvm';
  const getuid = choices.uid === undefined ? process.getuid : () => choices.uid ?? 0;
  let made = 0;

  /** Only root has a user to drop; the jails of this process have the lower half of the numbers. */
  const nextUid = () => unprivilegedUid(500 + (made++ % 500), getuid);

  async function start(files: Shown, largestFile: number): Promise<Vmm> {
    requireKvm(kvm);
    const uid = nextUid();
    const binaries = await findBinaries(uid !== undefined);
    return startVmm(placeFor(binaries, files, uid, largestFile), timeouts.startMs);
  }

  function placeFor(binaries: Binaries, files: Shown, uid: number | undefined, largestFile: number): Place {
    try {
      if (uid === undefined) return plainPlace(binaries, files, kvm);
      return jailedPlace(binaries, files, { uid, cgroupVersion: findCgroupHome()?.version ?? 1, largestFile });
    } catch (cause) {
      throw cause instanceof GloveboxError ? cause : unshown(cause);
    }
  }

  async function prove(): Promise<MachineKind> {
    requireX64();
    requireKvm(kvm);
    const { version } = await findBinaries(nextUid() !== undefined);
    await proveBoot(await start({}, STATE_BYTES), { answerMs: timeouts.answerMs, endMs: timeouts.wakeMs });
    return { accelerated: true, version: `firecracker ${version} kvm ${processorModel()}` };
  }

  let proven: Promise<MachineKind> | undefined;

  return {
    name: 'firecracker',
    probe() {
      proven ??= prove().catch((cause) => {
        proven = undefined; // what is missing may be there the next time
        throw cause;
      });
      return proven;
    },
    async boot(config) {
      requireX64();
      const kernel = await bootableKernel(config.kernel);
      const vmm = await start(
        { [FILES.kernel]: kernel, [FILES.initramfs]: config.initramfs, [FILES.rootfs]: config.rootfs },
        config.memoryBytes + STATE_BYTES,
      );
      return orGone(vmm, async () => {
        await vmm.ask(bootRequests(config), timeouts.answerMs);
        return awake(vmm, timeouts.bootMs, timeouts.answerMs);
      });
    },
    async restore(folder, config) {
      requireSnapshot(folder, config.memoryBytes);
      const kept = { [FILES.memory]: join(folder, FILES.memory), [FILES.state]: join(folder, FILES.state) };
      const vmm = await start({ ...kept, [FILES.rootfs]: config.rootfs }, STATE_BYTES);
      return orGone(vmm, async () => {
        await vmm.ask(restoreRequests(), timeouts.answerMs);
        return awake(vmm, timeouts.wakeMs, timeouts.answerMs);
      });
    },
  };
}

/** The machine, once its guest has answered. */
async function awake(vmm: Vmm, agentMs: number, answerMs: number): Promise<VirtualMachine> {
  const agent = await connectAgent(join(vmm.folder, FILES.agent), { timeoutMs: agentMs, signal: vmm.gone });
  vmm.gone.addEventListener('abort', () => agent.destroy(), { once: true });
  return {
    agent,
    kill: vmm.kill,
    ended: vmm.ended,
    async snapshot(folder) {
      // A snapshot keeps who listens in the guest, and no connection: the agent waits for the next one.
      agent.destroy();
      await orGone(vmm, () => snapshotInto(folder, vmm, answerMs));
      vmm.kill();
      await vmm.ended;
    },
  };
}

/** Does `step`; when it fails, nothing of the machine is left. */
async function orGone<Result>(vmm: Vmm, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    vmm.kill();
    await vmm.ended;
    throw cause;
  }
}

function requireX64(): void {
  if (arch() === 'x64') return;
  throw new GloveboxError(
    'backend-unavailable',
    `the guest's image for Firecracker is made for x86-64, and this is ${arch()}`,
    'Use the QEMU machine.',
  );
}

function unshown(cause: unknown): GloveboxError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new GloveboxError(
    code === 'ENOSPC' ? 'no-space' : 'image-missing',
    `a file of the guest's image cannot be used: ${message}`,
    code === 'ENOSPC'
      ? 'Make room where GLOVEBOX_CACHE lies.'
      : 'Build the image again with `glovebox images build microvm`.',
    { cause },
  );
}
