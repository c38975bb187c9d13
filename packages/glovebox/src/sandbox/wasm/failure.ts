import { GloveboxError } from '../../error.ts';
import { INVALID } from './translate.ts';

/** What to say of a module that its runtime would not take; undefined for any other failure. */
export function hostFailure(complaints: string, reason: string | undefined): GloveboxError | undefined {
  if (reason?.startsWith(INVALID))
    return new GloveboxError(
      'wasm-invalid',
      `the module is not valid: ${reason.slice(INVALID.length)}`,
      'Build it again; it must be a complete WebAssembly module for WASI preview 1.',
    );
  if (/snapshot|ENOENT.*pyodide/i.test(complaints))
    return new GloveboxError(
      'snapshot-corrupt',
      `Python's memory snapshot could not be loaded: ${complaints.trim().split('\n').at(-1)}`,
      'Make it again: glovebox images build wasm.',
    );
  return undefined;
}
