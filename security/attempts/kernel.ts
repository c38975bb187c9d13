import type { Attempt } from '../attempt.ts';
import {
  asNobody,
  asRoot,
  bare,
  inNamespaces,
  inTerminal,
  ioUring,
  legacyTiocsti,
  limited,
  unlimited,
  withCapability,
} from '../controls.ts';
import * as at from '../decoys/decoy.ts';
import * as kernel from '../decoys/kernel.ts';
import { inGvisor } from '../gaps.ts';

export const KERNEL: readonly Attempt[] = [
  { file: 'read-key.py', title: "reading a key of the launcher's keyring", decoy: kernel.key, control: bare },
  {
    file: 'read-shared-memory.py',
    title: 'reading shared memory of the host',
    decoy: kernel.sharedMemory,
    control: bare,
  },
  { file: 'take-realtime-priority.py', title: 'going before everybody else', decoy: at.nothing, control: asRoot },
  {
    file: 'type-into-terminal.py',
    title: "typing into the launcher's terminal",
    decoy: kernel.terminal,
    control: { ...inTerminal, needs: legacyTiocsti },
    launcher: inTerminal,
  },
  { file: 'io-uring.py', title: 'making calls through io_uring', decoy: at.nothing, control: { needs: ioUring } },
  { file: 'memfd-exec.py', title: 'executing a program from memory', decoy: at.nothing, control: bare },
  { file: 'bpf-map.py', title: 'loading something into the kernel by bpf', decoy: at.nothing, control: asRoot },
  { file: 'perf-events.py', title: 'watching by performance counters', decoy: at.nothing, control: asRoot },
  { file: 'userfaultfd.py', title: 'holding page faults', decoy: at.nothing, control: bare },
  { file: 'weaken-randomisation.py', title: 'switching address randomisation off', decoy: at.nothing, control: bare },
  {
    file: 'call-by-other-numbers.py',
    title: 'calling the kernel by 32-bit or x32 numbers',
    decoy: at.nothing,
    control: bare,
    ends: 'killed',
  },
  { file: 'open-devices.py', title: 'opening a device of the host', decoy: kernel.devices, control: asRoot },
  { file: 'make-device.py', title: 'making a device node', decoy: at.nothing, control: asRoot },
  {
    file: 'write-kernel-settings.py',
    title: "changing the kernel's settings",
    decoy: kernel.settings,
    control: inNamespaces('-u'),
  },
  { file: 'leave-cgroup.py', title: 'lifting limits through cgroup files', decoy: kernel.cgroup, control: asRoot },
  { file: 'become-root.py', title: 'becoming root by setuid', decoy: at.nothing, control: withCapability('setuid') },
  {
    file: 'setuid-program.py',
    title: 'becoming root by a setuid program',
    decoy: kernel.setuidPrograms,
    control: asNobody,
  },
  {
    file: 'set-line-discipline.py',
    title: 'giving a terminal another line discipline',
    decoy: at.nothing,
    control: bare,
  },
  { file: 'raise-io-privilege.py', title: 'taking the privilege to reach ports', decoy: at.nothing, control: asRoot },
  { file: 'read-kernel-log.py', title: "reading the kernel's log", decoy: at.nothing, control: asRoot },
  {
    file: 'set-clock.py',
    title: 'setting the clock',
    decoy: at.nothing,
    control: { impossible: "a clock has no namespace: the control would set the machine's" },
  },
  {
    file: 'load-module.py',
    title: 'loading a kernel module',
    decoy: at.nothing,
    control: { impossible: 'modules have no namespace: the control would change the running kernel' },
  },
  {
    file: 'replace-kernel.py',
    title: 'replacing the running kernel',
    decoy: at.nothing,
    control: { impossible: 'a kernel has no namespace: the control would replace the running one' },
  },
  {
    file: 'reboot.py',
    title: 'rebooting the machine',
    decoy: at.nothing,
    control: { impossible: 'the control would end the machine' },
  },
  { file: 'raise-limits.py', title: 'raising its own limits', decoy: at.nothing, control: limited },
  {
    file: 'dodge-memory-killer.py',
    title: 'hiding from the end that comes when memory runs out',
    decoy: at.nothing,
    control: unlimited,
    gaps: inGvisor('its kernel keeps the number, and the machine that chooses whom to end never sees it'),
  },
];
