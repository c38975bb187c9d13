import type { Backend } from '../backend.ts';
import { openNetwork } from '../network.ts';
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
    sinkholes: true,
    async plan(language, { limits, observe, interpreters, network, conditions, exercise }) {
      const choice = {
        language,
        limits,
        observe,
        conditions,
        exercise,
        interpreter: interpreters?.[language],
        ...choices,
      };
      const sinkhole = await openNetwork(network);
      if (sinkhole === undefined) return planJail(choice);
      try {
        return planJail({ ...choice, sinkhole });
      } catch (cause) {
        await sinkhole.finish();
        throw cause;
      }
    },
  });
  return jail;
}
