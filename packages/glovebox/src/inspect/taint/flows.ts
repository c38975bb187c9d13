import { workedMs } from '../clock.ts';
import { byLanguage } from '../languages/language.ts';
import { INSPECTION_LIMITS } from '../limits.ts';
import type { Mark } from '../marks/mark.ts';
import type { Flow, Site } from '../site.ts';
import { FileContents } from './contents.ts';
import { FlowGraph } from './graph.ts';
import { isSink } from './parts.ts';
import { reach } from './reach.ts';
import type { NamedSource } from './reader.ts';
import { isEnd, SiteIndex } from './sites.ts';
import { Work } from './work.ts';

export interface Flows {
  readonly flows: readonly Flow[];
  /** Why not every flow is listed. */
  readonly incomplete: string | undefined;
}

/** Follows data from where it enters the files of a sample to the sites that use it. Nothing is run. */
export async function flowsOf(
  files: readonly NamedSource[],
  sites: readonly Site[],
  marks: readonly Mark[] = [],
): Promise<Flows> {
  if (!marks.some(isEnd) && !sites.some((site) => site.inner === undefined && isSink(site)))
    return { flows: [], incomplete: undefined };
  const graph = new FlowGraph();
  const work = new Work(workedMs() + INSPECTION_LIMITS.flowMs);
  const following = {
    graph,
    sites: new SiteIndex(sites, marks),
    work,
    contents: new FileContents(graph),
    returns: new Map(),
  };
  const last: (() => void)[] = [];
  for (const [language, own] of await byLanguage(files)) last.push(language.follow(own, following));
  work.finish();
  for (const finish of last) finish();
  const search = new Work(workedMs() + INSPECTION_LIMITS.flowMs / 3);
  const { flows, isCut } = reach(graph, search);
  return {
    flows: flows.map((flow, index) => ({ id: `flow:${index + 1}`, ...flow })),
    incomplete:
      isCut || work.isCut || search.isCut ? 'only in part: its data goes more ways than are followed' : undefined,
  };
}
