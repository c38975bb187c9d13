import type { Attempt } from '../attempt.ts';
import { asRoot, bare, besideRuntime, underOwnInit, withVictim } from '../controls.ts';
import * as processes from '../decoys/processes.ts';

export const PROCESSES: readonly Attempt[] = [
  { file: 'signal-victim.py', title: 'killing a process of the host', decoy: processes.victim, control: bare },
  {
    file: 'signal-by-pidfd.py',
    title: 'killing a process of the host by a pidfd',
    decoy: processes.victim,
    control: bare,
  },
  {
    file: 'signal-everyone.py',
    title: 'killing every process in sight',
    decoy: processes.victimAmongMany,
    control: withVictim,
  },
  { file: 'ptrace-victim.py', title: 'tracing a process of the host', decoy: processes.victim, control: asRoot },
  {
    file: 'read-victim-memory.py',
    title: "reading another process's memory",
    decoy: processes.victimMemory,
    control: asRoot,
  },
  {
    file: 'write-victim-memory.py',
    title: "writing another process's memory",
    decoy: processes.victimMemory,
    control: asRoot,
  },
  {
    file: 'write-proc-mem.py',
    title: "writing another process's memory through /proc",
    decoy: processes.victimMemory,
    control: asRoot,
  },
  {
    file: 'write-init-memory.py',
    title: "writing the memory of the sandbox's first process",
    decoy: processes.firstProcess,
    control: asRoot,
  },
  {
    file: 'steal-descriptor.py',
    title: "copying another process's descriptors",
    decoy: processes.openDescriptors,
    control: asRoot,
  },
  {
    file: 'survive-exit.py',
    title: 'living on as a daemon after the program has ended',
    decoy: processes.survivor,
    control: bare,
  },
  {
    file: 'survive-exit.js',
    title: 'living on as a detached child after the program has ended',
    decoy: processes.survivor,
    control: bare,
    ends: 'out-of-memory', // two Nodes are much for a sandbox that counts shared pages twice
  },
  {
    file: 'survive-exit.sh',
    title: 'living on as a shell job after the program has ended',
    decoy: processes.survivor,
    control: bare,
  },
  {
    file: 'survive-timeout.py',
    title: 'living on after the time-out by double fork and setsid',
    decoy: processes.survivor,
    control: { killAfterMs: 1500 },
    ends: 'timed-out',
    wallMs: 2500,
  },
  {
    file: 'forge-first-process-output.py',
    title: 'writing where the first process writes',
    decoy: processes.forgedWord,
    control: underOwnInit,
  },
  {
    file: 'overwrite-runtime.py',
    title: 'overwriting the program that started the sandbox',
    decoy: processes.runtimeProgram,
    control: besideRuntime,
  },
];
