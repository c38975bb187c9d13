import type { Canary } from './canary.ts';
import { type Budget, decodings, type View } from './decode.ts';
import { formsOf } from './encodings.ts';
import { type Found, indexNeedles } from './needles.ts';

/** A canary that is in some bytes. */
export interface Sight {
  readonly canary: Canary;
  /** The outermost first; empty is as it is. */
  readonly encoding: readonly string[];
  /** Where in the bytes, when it stands in them without more decoding than one. */
  readonly range?: readonly [start: number, end: number];
}

export interface Search {
  /** Every canary in the bytes, once each, by its simplest encoding. */
  (bytes: Uint8Array): Sight[];
  /** Whether there was more than is searched. */
  readonly exhausted: boolean;
}

interface Owner {
  readonly canary: Canary;
  readonly encoding: string;
}

/** One text as far as it is read. */
const LONGEST = 1024 * 1024;
/** All that is read of one run, what is made by decoding included. */
const MOST_BYTES = 12 * 1024 * 1024;
/** Compressed streams that are tried in one run. */
const MOST_STREAMS = 3000;
/** `base64(gzip(url(…)))`: nobody goes further without meaning it. */
const DEEPEST = 3;

/** A search for canaries in whatever is given to it, in every encoding at once. What it costs is bounded over its whole life. */
export function searchFor(canaries: readonly Canary[]): Search {
  const secrets = canaries.flatMap((canary) => canary.secrets.map((secret) => ({ canary, secret })));
  const plain = indexNeedles<Owner>(
    secrets.flatMap(({ canary, secret }) =>
      formsOf(secret).map(({ encoding, bytes }) => ({ bytes, owner: { canary, encoding } })),
    ),
  );
  // XOR with one byte leaves the differences of neighbours as they are, whatever the byte.
  const veiled = indexNeedles<Owner>(
    secrets.map(({ canary, secret }) => ({ bytes: differences(secret), owner: { canary, encoding: 'xor' } })),
  );
  const budget: Budget = { left: MOST_BYTES, streams: MOST_STREAMS, headless: MOST_STREAMS };
  let exhausted = false;

  function look(view: View, sights: Map<string, Sight>): void {
    for (const found of plain(view.bytes)) note(found, view, sights);
    for (const found of veiled(differences(view.bytes))) note(found, view, sights);
  }

  const search = (given: Uint8Array): Sight[] => {
    const sights = new Map<string, Sight>();
    if (given.length > LONGEST || given.length > budget.left) exhausted = true;
    let views: View[] = [
      { bytes: Buffer.from(given.subarray(0, Math.min(LONGEST, budget.left))), layers: [], original: true },
    ];
    budget.left -= views[0]?.bytes.length ?? 0;
    for (let depth = 0; views.length > 0; depth++) {
      for (const view of views) look(view, sights);
      if (depth === DEEPEST) break;
      views = views.flatMap((view) => decodings(view, budget));
      if (budget.left <= 0 || budget.streams <= 0) exhausted = true;
    }
    return [...sights.values()];
  };
  return Object.defineProperty(search, 'exhausted', { get: () => exhausted }) as Search;
}

function note({ owner, at, length }: Found<Owner>, { layers, original }: View, sights: Map<string, Sight>): void {
  const { canary, encoding } = owner;
  if (sights.has(canary.name)) return;
  sights.set(canary.name, {
    canary,
    encoding: encoding === '' ? layers : [...layers, encoding],
    ...(original && { range: [at, at + length] as const }),
  });
}

function differences(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.max(0, bytes.length - 1));
  for (let index = 0; index < out.length; index++) out[index] = (bytes[index] ?? 0) ^ (bytes[index + 1] ?? 0);
  return out;
}
