import type { Found } from '../collect.ts';
import type { Flow } from '../site.ts';
import { flowsOf } from './flows.ts';
import type { NamedSource } from './reader.ts';

/** A piece of code that a file holds as data. */
export interface InnerSource extends NamedSource {
  /** The site of the file that hands it to an interpreter. */
  readonly outer: Found;
  /** Its sites where they stand in it. */
  readonly listed: readonly Found[];
  /** The same sites, in the same order, at the place of the file. */
  readonly sites: readonly Found[];
}

/** Pieces whose data is followed; a file that hands on more of them is told about by its sites alone. */
const MOST_PIECES = 100;

/** The ways of data inside of pieces of code. Every step stands at the place of the file that leads to the piece. */
export async function flowsInside(
  pieces: readonly InnerSource[],
  idOf: (site: Found) => string | undefined,
): Promise<Flow[]> {
  const found: Flow[] = [];
  for (const piece of pieces.slice(0, MOST_PIECES)) {
    const { file, line } = piece.outer;
    const sites = piece.listed.flatMap((site, index) => {
      const placed = piece.sites[index];
      const id = placed === undefined ? undefined : idOf(placed);
      return id === undefined ? [] : [{ ...site, id }];
    });
    const { flows } = await flowsOf([piece], sites);
    for (const flow of flows) found.push({ ...flow, steps: flow.steps.map(({ what }) => ({ file, line, what })) });
  }
  return found;
}
