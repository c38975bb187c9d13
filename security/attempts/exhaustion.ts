import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/limits.ts';
import type { Attempt } from '../attempt.ts';
import { bare } from '../controls.ts';
import * as at from '../decoys/decoy.ts';
import * as kernel from '../decoys/kernel.ts';
import { inGvisor } from '../gaps.ts';
import { FLOOD_BYTES } from '../run.ts';

const MIB = 1024 * 1024;
const {
  files: manyFiles,
  processes: manyProcesses,
  descriptors: manyDescriptors,
  diskBytes,
  memoryBytes,
} = LIMIT_PROFILES.default;
const manyMiB = diskBytes / MIB;
const muchMemory = memoryBytes / MIB;

export const EXHAUSTION: readonly Attempt[] = [
  {
    file: 'fill-disk.py',
    title: 'filling the disk',
    decoy: at.amount({ control: 70, sandbox: manyMiB + 6 }),
    control: bare,
    ends: 'out-of-memory',
  },
  {
    file: 'fill-inodes.py',
    title: 'using up the inodes',
    decoy: at.amount({ control: manyFiles + 10, sandbox: manyFiles + 10 }),
    control: bare,
    gaps: inGvisor('its file systems in memory count no files; they are memory of the sandbox, which is bounded'),
  },
  {
    file: 'fill-processes.py',
    title: 'using up the processes',
    decoy: at.amount({ control: 60, sandbox: manyProcesses + 10 }),
    control: bare,
    ends: 'out-of-memory',
  },
  {
    file: 'fill-threads.py',
    title: 'using up the processes with threads',
    decoy: at.amount({ control: 60, sandbox: manyProcesses + 10 }),
    control: bare,
  },
  {
    file: 'fill-descriptors.py',
    title: 'using up the descriptors',
    decoy: at.amount({ control: 300, sandbox: manyDescriptors + 10 }),
    control: bare,
  },
  {
    file: 'fill-memory.py',
    title: 'using up the memory',
    decoy: at.amount({ control: 300, sandbox: muchMemory + 44 }),
    control: bare,
    ends: 'out-of-memory',
  },
  {
    file: 'fill-memory-by-children.py',
    title: 'using up the memory in many processes',
    decoy: at.amount({ control: 320, sandbox: muchMemory + 64 }),
    control: bare,
    ends: 'out-of-memory',
  },
  {
    file: 'fill-socket-buffers.py',
    title: 'using up the memory in sockets that nobody reads',
    decoy: at.amount({ control: 100, sandbox: muchMemory + 44 }),
    control: bare,
    ends: 'out-of-memory',
  },
  {
    file: 'exhaust-output.py',
    title: 'drowning the reader in output',
    decoy: kernel.flood(FLOOD_BYTES),
    control: bare,
    ends: 'timed-out',
    wallMs: 2500,
  },
  {
    file: 'fill-pipe-buffers.py',
    title: 'using up the memory in pipes that nobody reads',
    decoy: at.amount({ control: 100, sandbox: muchMemory + 44 }),
    control: bare,
    ends: 'out-of-memory',
  },
];
