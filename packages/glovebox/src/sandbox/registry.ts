import type { Language } from '../sample/sample.ts';
import type { Backend } from './backend.ts';
import { reap } from './owned.ts';
import type { BackendName } from './run.ts';

/** Each backend's code is loaded when it is used. */
const MAKERS: Record<BackendName, () => Promise<Backend>> = {
  jail: async () => (await import('./jail/jail.ts')).createJail(),
  container: async () => (await import('./container/container.ts')).createContainer(),
  gvisor: async () => (await import('./gvisor/gvisor.ts')).createGvisor(),
  microvm: async () => (await import('./microvm/microvm.ts')).createMicrovm(),
  wasm: async () => (await import('./wasm/wasm.ts')).createWasm(),
  restricted: async () => (await import('./restricted/restricted.ts')).createRestricted(),
  'microvm+jail': async () => (await import('./microvm/microvm.ts')).createMicrovm({ layer: 'jail' }),
  'container+gvisor': async () => (await import('./container/container.ts')).createContainer({ runtime: 'runsc' }),
};

/** Where Linux's isolation is missing altogether, WebAssembly in a child process: the report says which walls it had. */
export const DEFAULT_BACKEND: BackendName = process.platform === 'linux' ? 'jail' : 'wasm';

/** Modules run in the backend that is made for them, whatever the machine. */
export function defaultBackend(language: Language): BackendName {
  return language === 'wasm' ? 'wasm' : DEFAULT_BACKEND;
}

/** Every backend there is, the names of layered ones last. */
export const BACKEND_NAMES = Object.keys(MAKERS) as readonly BackendName[];

const registered = new WeakSet<Backend>();

/** Whether it was made by its name alone, so that the name says what it is. */
export function isRegistered(backend: Backend): boolean {
  return registered.has(backend);
}

/** Makes a backend, after ending what dead owners left. Throws nothing for what is missing: its `probe` and its runs do. */
export async function createBackend(name: BackendName): Promise<Backend> {
  await reap();
  const backend = await MAKERS[name]();
  registered.add(backend);
  return backend;
}
