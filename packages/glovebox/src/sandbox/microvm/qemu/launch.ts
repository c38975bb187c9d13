import { type ChildProcess, type IOType, spawn } from 'node:child_process';
import { chownSync, closeSync, openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { GloveboxError } from '../../../error.ts';
import { only } from '../../inherited.ts';
import { ownFolder, ownProcess } from '../../owned.ts';
import type { MachineConfig, MachineEnd, VirtualMachine } from '../machine.ts';
import { type Accelerator, FD, qemuArguments, qemuPath, rehearses, type Start } from './command.ts';
import { emptyMemory, type Memory } from './memory.ts';
import { openQmp, type Qmp } from './qmp.ts';
import { openSnapshot, saveSnapshot } from './snapshot.ts';
import { machineUser, walled } from './walls.ts';

/** Starts a machine from its kernel; `hear` is told what the console says. */
export async function bootMachine(
  config: MachineConfig,
  accelerator: Accelerator,
  hear: (text: string) => void = () => {},
): Promise<VirtualMachine> {
  const state = ownFolder('glovebox-microvm-');
  const memory = await emptyMemory(config.memoryBytes);
  try {
    const files = [config.kernel, config.initramfs];
    const launched = launch(config, accelerator, 'kernel', { memory, files, state: state.path, hear });
    const ended = launched.ended.then((end) => {
      memory.close();
      state.remove();
      return end;
    });
    return {
      ...launched,
      ended,
      snapshot: (folder) => saveSnapshot(launched.qmp, memory, state.path, folder, launched.kill),
    };
  } catch (cause) {
    memory.close();
    state.remove();
    throw cause;
  }
}

/** Starts a private copy of the machine that was saved in `folder`. Throws `snapshot-corrupt`. */
export async function restoreMachine(
  folder: string,
  config: MachineConfig,
  accelerator: Accelerator,
): Promise<VirtualMachine> {
  const { memory, state } = await openSnapshot(folder);
  const launched = launch(config, accelerator, 'state', { memory, files: [state] });
  try {
    await resume(launched.qmp);
  } catch (cause) {
    launched.kill();
    const { complaints } = await launched.ended;
    throw new GloveboxError(
      'snapshot-corrupt',
      `the snapshot in ${folder} cannot be restored: ${complaints.trim() || String(cause)}`,
      `Remove it (rm -r ${folder}); the next run makes a new one.`,
      { cause },
    );
  }
  return { ...launched, snapshot: () => Promise.reject(new Error('a restored machine is not snapshotted again')) };
}

/** Its memory is there already, and is no part of the state that follows. It was halted when it was saved, and is when it is there again. */
async function resume(qmp: Qmp): Promise<void> {
  const capabilities = [{ capability: 'x-ignore-shared', state: true }];
  await Promise.all([
    qmp.execute('migrate-set-capabilities', { capabilities }),
    qmp.execute('migrate-incoming', { uri: `fd:${FD.first}` }),
  ]);
  for (const until = performance.now() + RESTORE_MS; performance.now() < until; ) {
    const { status } = (await qmp.execute('query-status')) as { status: string };
    if (status !== 'inmigrate') return void (await qmp.execute('cont'));
  }
  throw new Error(`it was not there within ${RESTORE_MS / 1000} s`);
}

const RESTORE_MS = 30_000;

interface Launched extends Pick<VirtualMachine, 'agent' | 'rehearsal' | 'kill' | 'ended'> {
  readonly qmp: Qmp;
}

interface Sources {
  readonly memory: Memory;
  /** What the machine starts from: kernel and initramfs, or a state. */
  readonly files: readonly string[];
  /** Folder in which it may leave its state. */
  readonly state?: string;
  readonly hear?: (text: string) => void;
}

let machines = 0;

function launch(config: MachineConfig, accelerator: Accelerator, start: Start, sources: Sources): Launched {
  const [command, args] = walled(qemuPath(), accelerator, sources.state);
  const user = machineUser(++machines, accelerator);
  if (sources.state !== undefined && user.uid !== undefined) chownSync(sources.state, user.uid, user.gid ?? user.uid);
  const descriptors = [config.rootfs, ...sources.files].map((file) => openSync(file, 'r'));
  const [rootfs, ...files] = descriptors;
  try {
    const stdio: (IOType | number | undefined)[] = [
      ...(['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'] as const),
      ...[rootfs, sources.memory.descriptor, ...files],
    ];
    const child: ChildProcess = spawn(command, [...args, ...qemuArguments(config, accelerator, start)], {
      stdio: only(stdio),
      env: {},
      ...user,
    });
    const ended = endOf(child, sources.hear);
    const qmp = openQmp(child.stdio[FD.qmp] as Duplex);
    const agent = child.stdio[FD.agent] as unknown as Duplex;
    const rehearsal = (child.stdio as readonly unknown[])[FD.rehearsal] as Duplex;
    for (const port of [agent, rehearsal]) port.on('error', () => {}); // the machine ended: `ended` says why
    return {
      qmp,
      agent,
      ...(rehearses(accelerator) ? { rehearsal } : {}),
      ended,
      kill: () => void child.kill('SIGKILL'),
    };
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

function endOf(child: ChildProcess, hear?: (text: string) => void): Promise<MachineEnd> {
  const release = child.pid === undefined ? () => {} : ownProcess(child.pid);
  let complaints = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('latin1').on('data', (chunk: string) => {
      hear?.(chunk);
      complaints = (complaints + chunk).slice(-4000); // a kernel says last why it gave up
    });
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ complaints: `cannot start it: ${cause.message}`, code: null }));
    child.once('close', (code) => {
      release();
      resolve({ complaints, code });
    });
  });
}
