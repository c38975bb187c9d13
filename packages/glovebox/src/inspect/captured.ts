import type { Evaluation, Found } from './collect.ts';
import { INSPECTION_LIMITS } from './limits.ts';
import type { Inspection, Site, Unwrapped } from './site.ts';
import { flowsInside } from './taint/inner.ts';
import { unwrap } from './unwrap/unwrap.ts';

/** Code that a run saw reaching an interpreter, and the line of the sample's that led there. */
export interface ReachedCode {
  readonly id: string;
  readonly language: Unwrapped['language'];
  /** What was given it, where no site of that line says so: `exec`, `bash`. */
  readonly by: string;
  readonly code: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Inspects code that was captured as what the sample's own line holds: its sites, flows and words join those of the sample, each at
 * that line. A site that unwrapping had found without running is not told twice; it gets the id of the code that shows it.
 */
export async function withReachedCode(inspection: Inspection, pieces: readonly ReachedCode[]): Promise<Inspection> {
  if (pieces.length === 0) return inspection;
  const started = performance.now();
  const outer = new Map<Found, ReachedCode>();
  const handers = new Handers(inspection.sites);
  const evaluations = pieces.map((piece): Evaluation => {
    // Of its own for each piece: what is found in it is told apart by it.
    const site = { ...handers.at(piece) };
    outer.set(site, piece);
    return { site, language: piece.language, code: piece.code };
  });
  const unwrapped = await unwrap(evaluations, Math.max(0, INSPECTION_LIMITS.sites - inspection.sites.length));
  const sites = [...inspection.sites];
  const places = new Map(sites.flatMap((site, index) => (site.inner === undefined ? [] : [[keyOf(site), index]])));
  const ids = new Map<Found, string>();
  for (const [hander, found] of unwrapped.sites) {
    const captured = outer.get(hander)?.id;
    for (const site of found) {
      const key = keyOf(site);
      const known = places.get(key);
      const place = known ?? sites.length;
      const before = sites[place];
      places.set(key, place);
      sites[place] = { ...(before ?? { id: `site:${place + 1}`, ...site }), ...mark(before?.captured ?? captured) };
      if (known === undefined) ids.set(site, `site:${place + 1}`);
    }
  }
  const flows = await flowsInside(unwrapped.inner, (site) => ids.get(site));
  const said = new Set(inspection.wording.map((one) => JSON.stringify(one)));
  return {
    ...inspection,
    sites,
    flows: [
      ...inspection.flows,
      ...flows.map((flow, index) => ({ ...flow, id: `flow:${inspection.flows.length + index + 1}` })),
    ],
    wording: [...inspection.wording, ...unwrapped.wording.filter((one) => !said.has(JSON.stringify(one)))],
    skipped: [...inspection.skipped, ...unwrapped.skipped],
    durationMs: inspection.durationMs + performance.now() - started,
  };
}

function mark(captured: string | undefined): Pick<Site, 'captured'> {
  return captured === undefined ? {} : { captured };
}

/** What a site of inner code is, whatever way of reading it led there. */
function keyOf({ file, line, capability, callee, target, arguments: given, inner = [] }: Found): string {
  const layer = inner.at(-1);
  return JSON.stringify([file, line, capability, callee, target, given, layer?.language, layer?.line, layer?.text]);
}

const HANDS_ON: readonly Site['capability'][] = ['code.eval', 'process.spawn', 'code.import', 'code.deserialize'];

/** The sites that hand code on, by the lines they are on. */
class Handers {
  readonly #byFile: ReadonlyMap<string, readonly Site[]>;

  constructor(sites: readonly Site[]) {
    const own = sites.filter(({ inner, capability }) => inner === undefined && HANDS_ON.includes(capability));
    this.#byFile = Map.groupBy(own, ({ file }) => file);
  }

  at({ file, line, by }: ReachedCode): Found {
    const here = (this.#byFile.get(file) ?? []).filter((site) => site.line <= line && line <= site.endLine);
    const site = here.toSorted((a, b) => HANDS_ON.indexOf(a.capability) - HANDS_ON.indexOf(b.capability))[0];
    if (site === undefined) return { capability: 'code.eval', callee: by, file, line, column: 1, endLine: line };
    const { id: _, inner: __, ...found } = site;
    return found;
  }
}
