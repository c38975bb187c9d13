import { calleeTable } from '../resolve/callee.ts';
import { ARCHIVES } from './callees/archives.ts';
import { CODE } from './callees/code.ts';
import { DATABASES } from './callees/databases.ts';
import { FILES } from './callees/files.ts';
import { HTTP } from './callees/http.ts';
import { NETWORK } from './callees/network.ts';
import { PROCESSES } from './callees/processes.ts';
import { RUNTIMES } from './callees/runtimes.ts';
import { SYSTEM } from './callees/system.ts';

/** What a JavaScript callee can do to the world, by its public name. */
export const JAVASCRIPT_CALLEES = calleeTable([
  ...FILES,
  ...ARCHIVES,
  ...NETWORK,
  ...HTTP,
  ...DATABASES,
  ...PROCESSES,
  ...CODE,
  ...SYSTEM,
  ...RUNTIMES,
]);
