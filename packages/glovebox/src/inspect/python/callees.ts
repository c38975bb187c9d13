import { calleeTable } from '../resolve/callee.ts';
import { CODE } from './callees/code.ts';
import { FILES } from './callees/files.ts';
import { NETWORK } from './callees/network.ts';
import { PROCESSES } from './callees/processes.ts';
import { SYSTEM } from './callees/system.ts';

/** What a Python callee can do to the world, by its public name. */
export const PYTHON_CALLEES = calleeTable([...FILES, ...NETWORK, ...PROCESSES, ...CODE, ...SYSTEM]);
