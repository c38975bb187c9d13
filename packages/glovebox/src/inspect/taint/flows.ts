import { INSPECTION_LIMITS } from '../limits.ts';
import type { Flow, Site } from '../site.ts';
import { readScripts } from './bash/files.ts';
import { Calls } from './calls.ts';
import { FileContents } from './contents.ts';
import { FlowGraph } from './graph.ts';
import { JavascriptFiles } from './javascript/files.ts';
import { JAVASCRIPT_DATA } from './javascript/table.ts';
import { isSink } from './parts.ts';
import { PythonFiles } from './python/files.ts';
import { PYTHON_DATA } from './python/table.ts';
import { reach } from './reach.ts';
import type { NamedSource } from './reader.ts';
import { SiteIndex } from './sites.ts';
import { Work } from './work.ts';

export interface Flows {
  readonly flows: readonly Flow[];
  /** Why not every flow is listed. */
  readonly incomplete: string | undefined;
}

/** Follows data from where it enters the files of a sample to the sites that use it. Nothing is run. */
export function flowsOf(files: readonly NamedSource[], sites: readonly Site[]): Flows {
  if (!sites.some((site) => site.inner === undefined && isSink(site))) return { flows: [], incomplete: undefined };
  const graph = new FlowGraph();
  const work = new Work(performance.now() + INSPECTION_LIMITS.flowMs);
  const shared = { graph, sites: new SiteIndex(sites), work, returns: new Map() };
  const python = files.filter(({ source }) => source.grammar === 'python');
  const contents = new FileContents(graph);
  const calls: Calls[] = [];
  if (python.length > 0) {
    const own = new Calls(graph, shared.sites, PYTHON_DATA, contents);
    calls.push(own);
    new PythonFiles(python, { ...shared, calls: own }).read();
  }
  const javascript = files.filter(({ source }) => source.grammar !== 'python' && source.grammar !== 'bash');
  if (javascript.length > 0) {
    const own = new Calls(graph, shared.sites, JAVASCRIPT_DATA, contents);
    calls.push(own);
    new JavascriptFiles(javascript, { ...shared, calls: own }).read();
  }
  const bash = files.flatMap(({ source }) => (source.grammar === 'bash' ? [source] : []));
  if (bash.length > 0) readScripts(bash, { ...shared, contents });
  work.finish();
  for (const own of calls) own.finish();
  const search = new Work(performance.now() + INSPECTION_LIMITS.flowMs / 3);
  const { flows, isCut } = reach(graph, search);
  return {
    flows: flows.map((flow, index) => ({ id: `flow:${index + 1}`, ...flow })),
    incomplete:
      isCut || work.isCut || search.isCut ? 'only in part: its data goes more ways than are followed' : undefined,
  };
}
