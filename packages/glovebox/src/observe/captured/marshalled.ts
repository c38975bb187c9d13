import type { CodeFile, HintLine, SystemCall } from '../message.ts';

/** Tells the code that marshalled bytes hold; undefined for what is no such data. */
export type Unmarshal = (bytes: Uint8Array) => string | undefined;

/** Whether anything of it is compiled Python: what reads that takes longer to load than a small program runs. */
export function holdsMarshalled(messages: readonly (SystemCall | HintLine | CodeFile)[]): boolean {
  return messages.some((message) => {
    if (message.t === 'code') return message.path.endsWith('.pyc');
    return message.t === 'hint' && message.line.startsWith('C') && message.line.includes('\x1fmarshal\x1f');
  });
}
