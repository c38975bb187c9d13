import { accessSync, constants, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { GloveboxError } from '../../../error.ts';

export const KVM_REMEDY =
  'Give this user the device (usermod -aG kvm USER, then log in again) and load its driver (modprobe kvm_intel or kvm_amd); in a virtual machine its host has to allow nesting. Without KVM the QEMU machine works, emulated.';

/** Firecracker cannot do without KVM. Throws `backend-unavailable` when `device` is missing or this user may not use it. */
export function requireKvm(device: string): void {
  const problem = problemWith(device);
  if (problem !== undefined)
    throw new GloveboxError('backend-unavailable', `Firecracker needs KVM, and ${problem}`, KVM_REMEDY);
}

function problemWith(device: string): string | undefined {
  try {
    if (!statSync(device).isCharacterDevice()) return `${device} is not a device`;
    accessSync(device, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `there is no ${device}` : `${device} may not be opened by this user (${code})`;
  }
}

/** What a snapshot depends on beside Firecracker's version: a processor of another model has other registers to restore. */
export function processorModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown processor';
}
