import type { ContractCase } from './contract.ts';
import type { BackendName } from './run.ts';

type Shortfalls = Partial<Record<ContractCase, string>>;

const HOST_CLOCK: Shortfalls = { clock: 'its clock is the host’s: no namespace holds real time' };

const SNAPSHOT: Shortfalls = { decoyVariables: 'its environment is a part of the snapshot, which all runs share' };

/** Somebody has to listen where a program is about to go before its kernel carries the call out. */
const NO_QUESTION =
  'its kernel tells of a call and waits for no answer, so nobody can listen where a program is about to go';
const GVISOR_NETWORK: Shortfalls = { played: NO_QUESTION, wayOut: NO_QUESTION };

const MACHINE: Shortfalls = {
  ...SNAPSHOT,
  conditions: 'environment, host and loader are parts of the snapshot, which all runs share; its clock can be set',
};

const TWO_WALLS = 'the machine’s line to whoever plays a network does not lead through a second wall inside it';

const NO_FILES = 'restricted code opens no files';
const NO_MODULE = 'restricted code imports what its list allows, and this is not on it';
const NO_PROCESSES = 'there are no processes in WebAssembly';

/** What a backend cannot do, each with the reason. `glovebox doctor` prints it, and so does the table in the documentation. */
export const SHORTFALLS: Readonly<Record<BackendName, Shortfalls>> = {
  jail: HOST_CLOCK,
  container: HOST_CLOCK,
  gvisor: { ...HOST_CLOCK, ...GVISOR_NETWORK },
  microvm: MACHINE,
  wasm: {
    signal: NO_PROCESSES,
    bash: 'no bash is built for WebAssembly here; Python, JavaScript, TypeScript and modules are',
    tree: NO_PROCESSES,
    words: 'a module reads its own library through the host, and starts no programs',
    spawn: NO_PROCESSES,
    decoyFiles: 'its host has no home to lay them in',
    decoyVariables: 'its host gives every program the same environment',
    session: 'its host takes one job and no second one',
    played: 'its host opens no connections',
    wayOut: 'its host opens no connections',
    conditions: 'its host gives every program the same world',
  },
  restricted: {
    ...HOST_CLOCK,
    signal: NO_MODULE,
    files: NO_FILES,
    javascript: 'it is a part of Python',
    typescript: 'it is a part of Python',
    bash: 'it is a part of Python',
    processes: NO_MODULE,
    disk: NO_FILES,
    tree: NO_MODULE,
    changes: NO_FILES,
    fresh: NO_MODULE,
    random: NO_MODULE,
    environment: NO_MODULE,
    decoyFiles: NO_FILES,
    decoyVariables: NO_MODULE,
    hostFiles: 'restricted code opens no files, so there is nothing to look for',
    network: NO_MODULE,
    played: NO_MODULE,
    wayOut: NO_MODULE,
    conditions: NO_MODULE,
    denied: NO_FILES,
    kernel: NO_MODULE,
    words: NO_MODULE,
    spawn: NO_MODULE,
    together: NO_FILES,
    session: 'it takes one job and no second one',
  },
  'microvm+jail': { ...MACHINE, played: TWO_WALLS, wayOut: TWO_WALLS },
  'container+gvisor': { ...HOST_CLOCK, ...GVISOR_NETWORK },
};
