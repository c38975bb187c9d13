import type { ImageKind } from './kind.ts';

/** Every kind of image there is. Each one's code is loaded when it is used. */
export const IMAGE_KINDS: Readonly<Record<string, () => Promise<ImageKind>>> = {
  container: async () => (await import('./container.ts')).containerImages(),
  microvm: async () => (await import('./microvm.ts')).microvmImages(),
  wasm: async () => (await import('./wasm.ts')).wasmImages(),
};
