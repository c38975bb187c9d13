import type { Inspection, Site } from '../inspect/site.ts';
import type { Run } from '../sandbox/run.ts';
import { linesOf, placeOf } from './spans.ts';

/** How much of what a sample could do was seen. */
export interface Coverage {
  /** `forced` of the executed ones were reached only where conditions were rewritten. */
  readonly sites: { readonly found: number; readonly executed: number; readonly forced?: number };
  readonly lines: { readonly executable: number; readonly executed: number; readonly complete: boolean };
  /** Lines that could have run and did not, by file, bounded; absent where nothing ran or none are left over. */
  readonly unexecuted?: { file: string; lines: number[] }[];
}

const MOST_UNEXECUTED = 5_000;

/** The sites with `executed` set from what the runs show; unchanged where nothing ran. */
export function markExecuted(sites: readonly Site[], runs: readonly Run[]): Site[] {
  if (runs.length === 0) return [...sites];
  const own = runs.filter(({ conditions }) => conditions.forced === undefined);
  const reached = marked(sites, own);
  if (own.length === runs.length) return reached;
  return marked(sites, runs).map((site, index) =>
    site.executed === true && reached[index]?.executed !== true ? { ...site, forced: true } : site,
  );
}

function marked(sites: readonly Site[], runs: readonly Run[]): Site[] {
  const ran = executedLines(runs);
  const acted = new Set(
    runs.flatMap((run) =>
      run.events.flatMap(({ source, capability }) => (source ? [placeOf(source.file, source.line, capability)] : [])),
    ),
  );
  return sites.map((site) => ({
    ...site,
    executed: linesOf(site).some(
      // That a line ran does not show that all code it hands to an interpreter did.
      (line) =>
        (site.inner === undefined && ran.get(site.file)?.has(line)) ||
        acted.has(placeOf(site.file, line, site.capability)),
    ),
  }));
}

/** How much of what could happen did: sites, and lines where they were counted. */
export function coverageOf(inspection: Inspection, sites: readonly Site[], runs: readonly Run[]): Coverage {
  const ran = executedLines(runs);
  const forced = sites.filter((site) => site.forced === true).length;
  let executable = 0;
  let executed = 0;
  let room = MOST_UNEXECUTED;
  const unexecuted: { file: string; lines: number[] }[] = [];
  for (const [file, lines] of Object.entries(inspection.executableLines ?? {})) {
    const missed = lines.filter((line) => !ran.get(file)?.has(line));
    executable += lines.length;
    executed += lines.length - missed.length;
    if (missed.length > 0 && room > 0) unexecuted.push({ file, lines: missed.slice(0, room) });
    room -= missed.length;
  }
  return {
    sites: {
      found: sites.length,
      executed: sites.filter((site) => site.executed === true).length,
      ...(forced > 0 && { forced }),
    },
    lines: { executable, executed, complete: runs.length > 0 && runs.every(countsEveryLine) },
    ...(ran.size > 0 && unexecuted.length > 0 && { unexecuted }),
  };
}

function countsEveryLine(run: Run): boolean {
  return run.lines?.every((file) => file.complete) ?? false;
}

function executedLines(runs: readonly Run[]): Map<string, Set<number>> {
  const lines = new Map<string, Set<number>>();
  for (const { file, executed } of runs.flatMap((run) => run.lines ?? [])) {
    lines.set(file, new Set([...(lines.get(file) ?? []), ...executed]));
  }
  return lines;
}
