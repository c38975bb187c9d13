import type { Backend } from '../packages/glovebox/src/sandbox/backend.ts';
import { IMAGE_KINDS } from '../packages/glovebox/src/sandbox/images/kinds.ts';
import { createBackend } from '../packages/glovebox/src/sandbox/registry.ts';
import type { BackendName } from '../packages/glovebox/src/sandbox/run.ts';
import { startDockerd } from '../scripts/docker/dockerd.ts';

/** A backend with everything it needs on this machine started and built. */
export interface Testbed {
  readonly backend: Backend;
  /** Process id of the daemon that was started for it. */
  readonly engine?: number;
  /** Ends the backend and what was started for it. */
  close(): Promise<void>;
}

/** Which images a backend's sandboxes are made of. */
const IMAGES: Partial<Record<BackendName, string>> = {
  container: 'container',
  'container+gvisor': 'container',
  microvm: 'microvm',
  'microvm+jail': 'microvm',
  wasm: 'wasm',
};

/** Throws when something is missing that no test can make: `./setup.sh all` installs it. */
export async function openTestbed(name: BackendName): Promise<Testbed> {
  const dockerd = name.startsWith('container') ? await startDockerd() : undefined;
  const outside = process.env.DOCKER_HOST;
  // In the environment, so that the commands a test starts find the same daemon.
  if (dockerd !== undefined) process.env.DOCKER_HOST = `unix://${dockerd.socket}`;
  const release = async () => {
    if (dockerd === undefined) return;
    if (outside === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = outside;
    await dockerd.stop();
  };
  try {
    await buildImages(name);
    const backend = await createBackend(name);
    return {
      backend,
      ...(dockerd === undefined ? {} : { engine: dockerd.pid }),
      async close() {
        await backend.dispose();
        await release();
      },
    };
  } catch (cause) {
    await release();
    throw cause;
  }
}

async function buildImages(name: BackendName): Promise<void> {
  const kind = IMAGES[name];
  const open = kind === undefined ? undefined : IMAGE_KINDS[kind];
  if (open !== undefined) await (await open()).build({ say: (line) => console.error(`images: ${line}`) });
}
