import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from optimising the grammars in the background: for one file that never pays, and a shell's lexer would hold the
 * end of the process for 0.6 s. It counts for the whole process, so only the command line does it.
 */
export function parseOnce(): void {
  setFlagsFromString('--wasm-tiering-budget=1000000000');
}
