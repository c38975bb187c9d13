import type { Backend } from '../backend.ts';
import { proveIsolation } from '../prove.ts';
import { createWardenBackend } from '../warden/backend.ts';
import { bubblewrapPath, planJail } from './launch.ts';

/** The default on Linux: bubblewrap and the warden; no daemon, no root. */
export function createJail(choices: { cgroups?: boolean } = {}): Backend {
  const jail: Backend = createWardenBackend({
    name: 'jail',
    async probe() {
      bubblewrapPath();
      await proveIsolation(jail);
    },
    async plan(language, { limits, observe, interpreters, conditions }) {
      return planJail({ language, limits, observe, conditions, interpreter: interpreters?.[language], ...choices });
    },
  });
  return jail;
}
