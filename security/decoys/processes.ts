import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Decoy, type DecoyMaker, nonce, openFolder, secret } from './decoy.ts';

const VICTIM = fileURLToPath(new URL('../outside/victim.py', import.meta.url));

interface Victim extends Decoy {
  readonly pid: string;
  readonly address: string;
  readonly length: string;
}

/** A process of the harness. Arguments: its id. Touched when it has ended. */
export const victim: DecoyMaker = async () => {
  const { pid, ...process } = await startVictim();
  return { ...process, args: [pid] };
};

/** The same. Arguments: its id, and the process namespace of the harness for attempts that must not share it. */
export const victimAmongMany: DecoyMaker = async () => {
  const { pid, ...process } = await startVictim();
  return { ...process, args: [pid, readlinkSync('/proc/self/ns/pid')] };
};

/** The same. Arguments: its id, and address and length of a secret in its memory. */
export const victimMemory: DecoyMaker = async () => {
  const { pid, address, length, ...process } = await startVictim();
  return { ...process, args: [pid, address, length] };
};

/** The sandbox's first process; bare, a victim. Arguments: its id. */
export const firstProcess: DecoyMaker = async (side) => {
  const { pid, ...process } = await startVictim();
  return { ...process, args: [side === 'control' ? pid : '1'] };
};

/** A victim that holds a file open, and inside also the sandbox's first process. Arguments: their ids. */
export const openDescriptors: DecoyMaker = async (side) => {
  const { pid, ...process } = await startVictim();
  return { ...process, args: side === 'control' ? [pid] : [pid, '1'] };
};

/** A process that is not there yet. Arguments: what it is to be named after. Touched when it runs once its maker has ended. */
export const survivor: DecoyMaker = () => {
  const name = nonce();
  return {
    args: [name],
    touched: async () => {
      await sleep(300); // for whoever is only just starting
      const pid = findProcess(`survivor-${name}`);
      return pid === undefined ? undefined : `process ${pid} lives on`;
    },
    remove: () => {
      const pid = findProcess(`survivor-${name}`);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
  };
};

async function startVictim(): Promise<Victim> {
  const content = secret();
  const held = openSync(VICTIM, 'r');
  const child = spawn('/usr/bin/python3', [VICTIM, content], { stdio: ['pipe', 'pipe', 'inherit', held] });
  closeSync(held);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const [address = '', length = ''] = String((await lines.next()).value).split(' ');
  const touched = async (output: string) => {
    if (output.includes(content)) return 'its memory came out';
    await sleep(100); // a signal takes a moment
    if (hasEnded(child)) return 'it ended';
    child.stdin?.write('?\n');
    return (await lines.next()).value === content ? undefined : 'its memory was changed';
  };
  const remove = async () => {
    if (hasEnded(child)) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: String(child.pid), address, length, args: [], touched, remove };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** By an argument that is exactly `name`: the attempt's own command line holds only a part of it. */
function findProcess(name: string): number | undefined {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const found = pids.find((pid) => commandLine(pid).split('\0').includes(name));
  return found === undefined ? undefined : Number(found);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // ended while we looked
  }
}

/** What the first process's output would say. Arguments: a word that nobody else says. */
export const forgedWord: DecoyMaker = () => {
  const text = nonce();
  return {
    args: [text],
    touched: (output) => (output.includes(`FORGED ${text}`) ? 'its reader saw what the attempt wrote' : undefined),
    remove: () => {},
  };
};

/** The program that started the sandbox; bare, a copy of one that is about to end. Arguments: a process of it, a folder. */
export const runtimeProgram: DecoyMaker = (side) => {
  const folder = openFolder();
  if (side === 'control') copyFileSync('/bin/sleep', `${folder.path}/runtime`);
  return { args: ['1', folder.path], touched: () => undefined, remove: folder.remove };
};
