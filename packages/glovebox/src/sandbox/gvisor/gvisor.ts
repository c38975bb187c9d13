import type { Backend } from '../backend.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createWardenBackend } from '../warden/backend.ts';
import { wardenPath } from '../warden/warden.ts';
import { createLauncher } from './launch.ts';
import { runscPath } from './runsc.ts';

/** gVisor: the sample talks to a kernel of its own, written in Go, whose trace is the kernel observer. Needs runsc. */
export function createGvisor(choices: { cgroups?: boolean } = {}): Backend {
  const launcher = createLauncher(choices);
  const backend = createWardenBackend({
    name: 'gvisor',
    async probe() {
      runscPath();
      wardenPath();
      const sandbox = await backend.prepare('bash', { limits: LIMIT_PROFILES.default, observe: true });
      await sandbox.dispose();
    },
    plan: launcher.plan,
    dispose: async () => launcher.dispose(),
  });
  return backend;
}
