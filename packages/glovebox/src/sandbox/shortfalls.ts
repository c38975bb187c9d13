import type { ContractCase } from './contract.ts';
import type { BackendName } from './run.ts';

type Shortfalls = Partial<Record<ContractCase, string>>;

const HOST_CLOCK: Shortfalls = { clock: 'its clock is the host’s: no namespace holds real time' };

const SNAPSHOT: Shortfalls = { decoyVariables: 'its environment is a part of the snapshot, which all runs share' };

const NO_FILES = 'restricted code opens no files';
const NO_MODULE = 'restricted code imports what its list allows, and this is not on it';
const NO_PROCESSES = 'there are no processes in WebAssembly';

/** What a backend cannot do, each with the reason. `glovebox doctor` prints it, and so does the table in the documentation. */
export const SHORTFALLS: Readonly<Record<BackendName, Shortfalls>> = {
  jail: HOST_CLOCK,
  container: HOST_CLOCK,
  gvisor: HOST_CLOCK,
  microvm: SNAPSHOT,
  wasm: {
    signal: NO_PROCESSES,
    bash: 'no bash is built for WebAssembly here; Python, JavaScript, TypeScript and modules are',
    tree: NO_PROCESSES,
    words: 'a module reads its own library through the host, and starts no programs',
    spawn: NO_PROCESSES,
    decoyFiles: 'its host has no home to lay them in',
    decoyVariables: 'its host gives every program the same environment',
    session: 'its host takes one job and no second one',
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
    denied: NO_FILES,
    kernel: NO_MODULE,
    words: NO_MODULE,
    spawn: NO_MODULE,
    together: NO_FILES,
    session: 'it takes one job and no second one',
  },
  'microvm+jail': SNAPSHOT,
  'container+gvisor': HOST_CLOCK,
};
