import { HOLE } from '../resolve/value.ts';

/** A text the shell would hold, as far as it is known without running anything: `{…}` stands for the rest. */
export interface Known {
  readonly text: string;
  /** The command that turned unreadable text into this one: `base64 -d`. */
  readonly decoder?: string | undefined;
  /** The command that what is not known comes out of, as it is written: `curl -s https://…`. */
  readonly from?: string | undefined;
}

export const NOTHING: Known = { text: '' };
export const UNTOLD: Known = { text: HOLE };

/** Longer texts are cut: a source must not make a scanner build what it would build itself. */
export const LONGEST_TEXT = 128 * 1024;

/** A text that is made of others and remembers where they came from. */
export function known(text: string, ...parts: readonly (Known | undefined)[]): Known {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}${HOLE}` : text;
  let decoder: string | undefined;
  let from: string | undefined;
  for (const part of parts) {
    decoder ??= part?.decoder;
    from ??= part?.from;
  }
  return decoder === undefined && from === undefined ? { text: cut } : { text: cut, decoder, from };
}

export function joined(parts: readonly Known[], separator = ''): Known {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return known(parts.map((part) => part.text).join(separator), ...parts);
}

export function decoded(text: string, by: string, before: Known): Known {
  return { ...known(text, before), decoder: by };
}
