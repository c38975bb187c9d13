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
    sinkholes: true,
    async plan(language, { limits, observe, interpreters, network, conditions }) {
      const choice = { language, limits, observe, conditions, interpreter: interpreters?.[language], ...choices };
      if (network?.mode !== 'sinkhole') return planJail(choice);
      // Loaded when asked for: what makes certificates costs more time than a small program runs.
      const { openSinkhole } = await import('../../observe/network/sinkhole.ts');
      const sinkhole = await openSinkhole(network.replies ?? []);
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
