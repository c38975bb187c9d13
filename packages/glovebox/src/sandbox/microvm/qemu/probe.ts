import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../../error.ts';
import { readJson } from '../image/checked.ts';
import { findImage, type Image, imagesFolder } from '../image/image.ts';
import { type Accelerator, qemuPath } from './command.ts';
import { bootMachine } from './launch.ts';
import { kvmReachable } from './walls.ts';

export interface QemuKind {
  readonly accelerator: Accelerator;
  readonly version: string;
}

/** A second is ample for both on a quiet machine. */
const BOOT_MS: Record<Accelerator, number> = { kvm: 10_000, tcg: 60_000 };

const MIB = 1024 * 1024;

let probed: Promise<QemuKind> | undefined;

/**
 * How QEMU works on this machine, found by booting a kernel: that `/dev/kvm` exists says little. Remembered for this process, and on
 * disk until the machine is started again or QEMU changes. Throws `backend-unavailable`, `image-missing` or `image-invalid`.
 */
export function probeQemu(): Promise<QemuKind> {
  probed ??= probe();
  probed.catch(() => {
    probed = undefined;
  });
  return probed;
}

async function probe(): Promise<QemuKind> {
  const version = qemuVersion();
  const image = await findImage();
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const note = join(imagesFolder(), 'probe.json');
  const known = readJson(note) as { boot: string; version: string; accelerator: Accelerator } | undefined;
  const reachable = kvmReachable(); // emulation where only root may have it
  const fits = known?.boot === boot && known.version === version && (known.accelerator === 'tcg' || reachable);
  if (known !== undefined && fits) return { accelerator: known.accelerator, version };
  const accelerator = reachable && (await boots(image, 'kvm')) === undefined ? 'kvm' : 'tcg';
  const why = accelerator === 'tcg' ? await boots(image, 'tcg') : undefined;
  if (why !== undefined)
    throw new GloveboxError(
      'backend-unavailable',
      `QEMU boots no kernel here, with KVM or without: ${why}`,
      'Choose another --backend.',
    );
  writeFileSync(note, JSON.stringify({ boot, version, accelerator }), { mode: 0o600 });
  return { accelerator, version };
}

/**
 * Why the kernel did not come up; undefined when it did. It is given no first program, and with that it comes to its end. Nested KVM may
 * stall it anywhere on the way; of emulation, which does not, its first words are enough.
 */
async function boots(image: Image, accelerator: Accelerator): Promise<string | undefined> {
  const config = { ...image, commandLine: ['rdinit=/none', 'panic=-1', 'reboot=t'], memoryBytes: 128 * MIB, cpus: 1 };
  let said = '';
  const machine = await bootMachine(config, accelerator, (text) => {
    said += text;
    if (said.includes(SIGNS[accelerator])) machine.kill();
  });
  const timer = setTimeout(() => machine.kill(), BOOT_MS[accelerator]);
  const { complaints } = await machine.ended;
  clearTimeout(timer);
  if (said.includes(SIGNS[accelerator])) return undefined;
  return complaints.trim().split('\n').at(-1) || `it said nothing within ${BOOT_MS[accelerator] / 1000} s`;
}

const SIGNS: Record<Accelerator, string> = { kvm: 'end Kernel panic - not syncing: VFS', tcg: 'Linux version' };

function qemuVersion(): string {
  const path = qemuPath();
  try {
    const said = execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000, env: {} });
    return /version (\S+)/.exec(said)?.[1] ?? said.slice(0, 60);
  } catch (cause) {
    throw new GloveboxError('backend-unavailable', `${path} does not start`, 'Install QEMU again.', { cause });
  }
}
