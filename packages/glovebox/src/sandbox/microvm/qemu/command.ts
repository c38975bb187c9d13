import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { GloveboxError } from '../../../error.ts';
import { wardenPath } from '../../warden/warden.ts';
import type { MachineConfig } from '../machine.ts';

/** How instructions are carried out: by the processor, or by QEMU. */
export type Accelerator = 'kvm' | 'tcg';

/** Descriptors QEMU is given, the same in every machine: it opens no file of the host by name. */
export const FD = { qmp: 3, agent: 4, rehearsal: 5, rootfs: 6, memory: 7, first: 8, second: 9 } as const;

/** What the machine starts from: a kernel in two files, or a state that follows on {@link FD.first}. */
export type Start = 'kernel' | 'state';

/** Path of QEMU. Throws `backend-unavailable`. */
export function qemuPath(): string {
  const folders = (process.env.PATH ?? '/usr/bin:/bin').split(':');
  const found = folders.map((folder) => `${folder}/qemu-system-x86_64`).find((path) => isProgram(path));
  if (found !== undefined) return found;
  throw new GloveboxError(
    'backend-unavailable',
    'QEMU is not installed: no qemu-system-x86_64 on PATH',
    'Install it (Debian, Ubuntu: apt-get install qemu-system-x86; Fedora: dnf install qemu-system-x86), or choose another --backend.',
  );
}

/** QEMU's arguments. The same machine is described to boot it and to restore it, but for where it starts. */
export function qemuArguments(config: MachineConfig, accelerator: Accelerator, start: Start): string[] {
  return [
    // The smallest machine there is: no PCI, no BIOS, no device that is not below.
    ...['-M', 'microvm,acpi=on,rtc=off,memory-backend=ram', '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-accel', accelerator, '-cpu', PROCESSOR[accelerator], '-smp', '1', '-no-reboot'],
    ...['-m', `${config.memoryBytes / MIB}M`, '-object', memory(config.memoryBytes, start)],
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-chardev', `socket,id=qmp,fd=${FD.qmp}`, '-mon', 'chardev=qmp,mode=control'],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...['-add-fd', `fd=${FD.rootfs},set=1`],
    ...[
      '-blockdev',
      'driver=raw,node-name=disk,read-only=on,file.driver=file,file.filename=/dev/fdset/1,file.locking=off',
    ],
    ...['-device', 'virtio-blk-device,drive=disk'],
    ...['-chardev', `socket,id=agent,fd=${FD.agent}`, '-device', 'virtio-serial-device,max_ports=3'],
    ...['-device', 'virtserialport,chardev=agent,name=glovebox'],
    ...(rehearses(accelerator) ? REHEARSAL : []),
    ...(start === 'state' ? ['-incoming', 'defer'] : kernel(config, accelerator)),
  ];
}

/** Emulation does the processor's own string instructions a byte at a time; without them programs fill and copy by wide stores. */
const PROCESSOR: Record<Accelerator, string> = { kvm: 'host', tcg: 'max,-erms,-fsrm' };

/** Only emulation gains from having done everything once. */
export function rehearses(accelerator: Accelerator): boolean {
  return accelerator === 'tcg';
}

const REHEARSAL = [
  ...['-chardev', `socket,id=rehearsal,fd=${FD.rehearsal}`],
  ...['-device', 'virtserialport,chardev=rehearsal,name=rehearsal'],
];

const MIB = 1024 * 1024;

/** A booting machine's memory is the file itself, so that it is its own snapshot; a restored one has a private view of it. */
function memory(bytes: number, start: Start): string {
  return `memory-backend-file,id=ram,size=${bytes},mem-path=/proc/self/fd/${FD.memory},share=${start === 'kernel' ? 'on' : 'off'}`;
}

function kernel(config: MachineConfig, accelerator: Accelerator): string[] {
  const line = ['console=ttyS0', ...config.commandLine, ...COMMAND_LINE[accelerator], ...clock(accelerator)];
  return ['-kernel', `/proc/self/fd/${FD.first}`, '-initrd', `/proc/self/fd/${FD.second}`, '-append', line.join(' ')];
}

/**
 * Emulation speculates nothing, and offers the kernel nothing to measure its counter by, which is our own processor's. What was
 * translated at one address is translated again at another: programs keep theirs, which all copies of a snapshot share in any case.
 */
const COMMAND_LINE: Record<Accelerator, readonly string[]> = {
  kvm: [],
  tcg: ['tsc=reliable', 'mitigations=off', 'norandmaps', 'init_on_alloc=0'],
};

/** What a snapshot depends on: it fits no machine with another processor. */
export function machineName(accelerator: Accelerator): string {
  return [accelerator, PROCESSOR[accelerator], ...COMMAND_LINE[accelerator]].join(' ');
}

function clock(accelerator: Accelerator): string[] {
  return accelerator === 'tcg' ? [`tsc_early_khz=${countedKhz()}`] : [];
}

let khz: string | undefined;

function countedKhz(): string {
  khz ??= execFileSync(wardenPath(), ['ticks'], { encoding: 'utf8', env: {}, timeout: 5_000 }).trim();
  return khz;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path.startsWith('/') && statSync(path).isFile();
  } catch {
    return false; // not there, or not ours to start
  }
}
