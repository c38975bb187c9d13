import { calleeTable } from '../resolve/callee.ts';
import { ARCHIVES } from './callees/archives.ts';
import { CODE } from './callees/code.ts';
import { DATABASES } from './callees/databases.ts';
import { DATASETS } from './callees/datasets.ts';
import { DESERIALIZE } from './callees/deserialize.ts';
import { FILES } from './callees/files.ts';
import { NETWORK } from './callees/network.ts';
import { PROCESSES } from './callees/processes.ts';
import { SECRETS } from './callees/secrets.ts';
import { SERVERS } from './callees/servers.ts';
import { SERVICES } from './callees/services.ts';
import { SYSTEM } from './callees/system.ts';

/** What a Python callee can do to the world, by its public name. */
export const PYTHON_CALLEES = calleeTable([
  ...FILES,
  ...ARCHIVES,
  ...DATASETS,
  ...DATABASES,
  ...NETWORK,
  ...SERVICES,
  ...SERVERS,
  ...PROCESSES,
  ...CODE,
  ...DESERIALIZE,
  ...SECRETS,
  ...SYSTEM,
]);
