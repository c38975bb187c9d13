import { linesOf } from '../../explore/spans.ts';
import type { Flow, Site } from '../../inspect/site.ts';
import type { Event } from '../../observe/event.ts';
import type { Process } from '../../observe/process.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Link } from './chain.ts';
import { type Deed, withoutEnding } from './deed.ts';

/** Under which keys a deed waits to be joined, and under which one looks for what it is joined to. */
export interface Joins {
  readonly left: (deed: Deed) => readonly Key[];
  readonly sought: (deed: Deed) => readonly Key[];
  /** What they have in common, for a person. */
  readonly told: (key: Key) => string;
}

export type Key = string | number;

/** The process every other one of a run descends from; being started by it joins nobody. */
const SANDBOX = 1;
const MOST_ANCESTORS = 16;
/** Itself, whoever started it, and whoever had that one do so: a shell often stands in between. */
const NEAR = 3;

/** The ways of joining deeds of one run. */
export function joinsOf(run: Run, flows: readonly Flow[], sites: readonly Site[]): Record<Link, Joins> {
  const parents = parentsOf(run.processes ?? []);
  const sources = dataSources(run, flows, sites);
  const line = ({ event }: Deed) => lineage(event.process.pid, parents).map((pid) => inPhase(pid, event));
  const process = { left: (deed: Deed) => line(deed).slice(0, 1), sought: line };
  return {
    path: { left: pathsOf, sought: pathsOf, told: (path) => `the same path ${path}` },
    'grown-path': {
      left: pathsOf,
      sought: (deed) => deed.paths.flatMap((path) => withoutEnding(path) ?? []),
      told: (path) => `made of ${path}`,
    },
    program: { left: pathsOf, sought: ({ programs }) => programs, told: (path) => `runs ${path}` },
    process: { ...process, told: () => 'the same process or one it started' },
    tree: {
      left: (deed) => line(deed).slice(0, NEAR),
      sought: process.sought,
      told: () => 'processes of one tree',
    },
    data: {
      left: ({ event }) => [event.id, ...(event.source === undefined ? [] : [placeOf(event.source)])],
      sought: ({ event }) => [
        ...(sources.get(event.id) ?? []),
        ...((event.source && sources.get(placeOf(event.source))) ?? []),
      ],
      told: () => 'the same data',
    },
  };
}

/** A program and what was called after it may share their processes, and are one after the other by our doing alone. */
function inPhase(pid: number, { exercised }: Event): number {
  return exercised ? -pid : pid;
}

function pathsOf({ paths }: Deed): readonly string[] {
  return paths;
}

function parentsOf(processes: readonly Process[]): ReadonlyMap<number, number> {
  return new Map(processes.map(({ pid, parent }) => [pid, parent]));
}

/** A process, whoever started it, and so on up to the sample's first one. */
function lineage(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const line = [pid];
  for (let next = parents.get(pid); next !== undefined && next > SANDBOX; next = parents.get(next)) {
    if (line.length >= MOST_ANCESTORS || line.includes(next)) break;
    line.push(next);
  }
  return line;
}

/** Of an event or a line, the events and lines whose data reaches it. */
function dataSources(run: Run, flows: readonly Flow[], sites: readonly Site[]): Map<string, string[]> {
  const sources = new Map<string, string[]>();
  const add = (to: string, from: string) => sources.set(to, [...(sources.get(to) ?? []), from].slice(0, 20));
  for (const { steps, meant } of run.canaries?.leaks ?? []) {
    const last = steps.at(-1);
    if (last !== undefined && meant !== true) for (const step of steps.slice(0, -1)) add(last, step);
  }
  const byId = new Map(sites.map((site) => [site.id, site]));
  for (const flow of flows) {
    const [first] = flow.steps;
    const sink = byId.get(flow.sink);
    // A key that proves who one is goes where it belongs.
    if (first === undefined || sink === undefined || flow.part === 'credential') continue;
    for (const line of linesOf(sink)) add(placeOf({ file: sink.file, line }), placeOf(first));
  }
  return sources;
}

function placeOf({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}
