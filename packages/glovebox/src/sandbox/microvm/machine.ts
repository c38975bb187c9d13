import type { Duplex } from 'node:stream';

/** What a virtual machine is made of. Paths are the host's; a driver shows the machine nothing but these files. */
export interface MachineConfig {
  readonly kernel: string;
  readonly initramfs: string;
  /** Read-only disk with the languages. */
  readonly rootfs: string;
  /** Added to what the driver needs on the kernel's command line itself. */
  readonly commandLine: readonly string[];
  /** Bytes of RAM: the sample's limit and what the guest's kernel needs. */
  readonly memoryBytes: number;
  /** Processor time per wall time, held from outside around the whole machine. */
  readonly cpus: number;
  /** What the machine's real-time clock says at its start; the host's time without it. */
  readonly clock?: Date;
}

/** One running machine. It has no network and no device that is not named here. */
export interface VirtualMachine {
  /** To and from the standard streams of the guest's warden. Bytes written before it listens wait. */
  readonly agent: Duplex;
  /** The same of a second sandbox in the machine, where there is one: it runs a program of ours before the sample comes. */
  readonly rehearsal?: Duplex;
  /** Halts it for good and writes its state into `folder`, which exists and is empty. Rejects leaving no half of one. */
  snapshot(folder: string): Promise<void>;
  /** Ends it at once; {@link VirtualMachine.ended} follows. */
  kill(): void;
  /** Resolves when its process is gone and nothing of it is left on the host; never rejects. */
  readonly ended: Promise<MachineEnd>;
}

export interface MachineEnd {
  /** What the machine monitor and the guest's console said, for a person. At most 4,000 characters. */
  readonly complaints: string;
  readonly code: number | null;
}

/** A machine monitor. Every failure is a `GloveboxError` that names the thing, the cause and the remedy. */
export interface MachineDriver {
  readonly name: 'qemu' | 'firecracker';
  /** Finds out by booting, bounded in time. Throws `backend-unavailable` where no machine can be had. */
  probe(): Promise<MachineKind>;
  boot(config: MachineConfig): Promise<VirtualMachine>;
  /** A private copy of the machine whose state lies in `folder`, running on from there. `config` is the one it was booted with, but for the clock. */
  restore(folder: string, config: MachineConfig): Promise<VirtualMachine>;
}

/** What decides whether a snapshot fits, beside the image: a machine of another kind cannot take it over. */
export interface MachineKind {
  /** False: emulated, because KVM is missing or cannot boot a kernel here. */
  readonly accelerated: boolean;
  /** Version of the monitor and the processor it shows: `7.2.22 tcg max`. */
  readonly version: string;
}
