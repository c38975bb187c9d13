import { posix } from 'node:path';
import { CAPABILITIES } from '../../capability.ts';
import type { Flow, Site } from '../../inspect/site.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Match } from '../evaluate.ts';
import type { Fact } from '../fact.ts';
import { matchesAny } from '../match.ts';
import type { Chain, ChainStep, Link, SeenStep } from './chain.ts';
import { type Deed, deedOf } from './deed.ts';
import { type Joins, joinsOf, type Key } from './joins.ts';

const MOST_FINDINGS = 20;
/** Of the first step, where it takes several: how many are shown. */
const SHOWN_OF_SEVERAL = 6;
/** Different things the first step may have been, of one parent. */
const MOST_SEVERAL = 200;

/** Everything a run shows, prepared once for all chains. */
export interface Story {
  readonly run: Run;
  readonly deeds: readonly Deed[];
  readonly joins: Record<Link, Joins>;
}

export function storyOf(
  run: Run,
  facts: ReadonlyMap<string, Fact>,
  flows: readonly Flow[],
  sites: readonly Site[],
): Story {
  const deeds = run.events.flatMap((event): Deed[] => {
    const fact = facts.get(event.id);
    return fact === undefined || (event.observer === 'interpreter' && !TOLD_ALONE.test(event.capability))
      ? []
      : [deedOf(event, fact)];
  });
  return { run, deeds: deeds.sort((a, b) => a.event.atMs - b.event.atMs), joins: joinsOf(run, flows, sites) };
}

/** What the kernel does not see. All else counts as it saw it, not as it was announced. */
const TOLD_ALONE = /^(environment\.read|code\.(eval|deserialize))$/;

/** A way that begins with the first step and has come as far as `at`. */
interface Way {
  readonly at: number;
  readonly deeds: readonly (Deed | undefined)[];
  readonly links: readonly (string | undefined)[];
  /** Others that the first step took, where it takes several. */
  readonly besides: Besides;
  readonly length: number;
}

type Besides = readonly Deed[];

/** The chains of each run, of those that end at one place the one of most steps; the last step is what a finding names first. */
export function matchChains(chains: readonly Chain[], stories: readonly Story[]): Match[] {
  const found = stories.flatMap((story) => chains.flatMap((chain) => matchesOf(chain, story)));
  const distinct = new Map<string, Match>();
  for (const match of found) {
    const [last] = match.facts;
    const place = last?.line === undefined ? `${last?.callee} ${last?.target}` : `${last.file}:${last.line}`;
    if (lengthOf(match) > lengthOf(distinct.get(place))) distinct.set(place, match);
  }
  return [...distinct.values()].slice(0, MOST_FINDINGS);
}

function lengthOf(match: Match | undefined): number {
  return match?.steps?.length ?? 0;
}

function matchesOf(chain: Chain, story: Story): Match[] {
  const ways = follow(chain, story);
  const things = new Map(ways.map((way) => [thingOf(way), way]));
  if (things.size < (chain.times ?? 1)) return [];
  if (chain.times !== undefined) return [matchOf(ways.slice(0, 1), chain, story, things.size)];
  return ways.map((way) => matchOf([way], chain, story, 1));
}

/** What it happened to: of the first step, the path it names. */
function thingOf({ deeds }: Way): string {
  return deeds[0]?.paths[0] ?? deeds[0]?.event.target ?? '';
}

/** Every complete way, in the order in which they ended. One look at each event for each step; never back. */
function follow(chain: Chain, { deeds, joins }: Story): Way[] {
  const waiting = chain.steps.map(() => new Map<Key, Way>());
  const capabilities = new Set(
    chain.steps.flatMap(({ patterns }) => patterns.flatMap(({ capability = CAPABILITIES }) => [...capability])),
  );
  const groups = new Map<Key | Way, Map<string, Deed>>();
  const complete = new Map<string, Way>();
  for (const deed of deeds) {
    if (!capabilities.has(deed.fact.capability)) continue;
    rename(deed, waiting);
    for (let at = chain.steps.length - 1; at >= 0; at--) {
      const step = chain.steps[at] as ChainStep;
      if (!matchesAny(deed.fact, step.patterns)) continue;
      const way = at === 0 ? begin(deed, step, joins, groups) : goOn(deed, at, waiting[at], chain, joins, groups);
      if (way === undefined) continue;
      if (at === chain.steps.length - 1) complete.set(`${thingOf(way)} ${placeOf(deed)}`, way);
      else wait(way, chain, waiting, joins);
    }
    if (complete.size >= MOST_COMPLETE) break;
  }
  return [...complete.values()];
}

const MOST_COMPLETE = 500;

function placeOf({ event: { source, process, operation } }: Deed): string {
  return source === undefined ? `${process.command} ${operation}` : `${source.file}:${source.line}`;
}

function begin(deed: Deed, step: ChainStep, { tree }: Record<Link, Joins>, groups: Groups): Way | undefined {
  const alone = { at: 0, deeds: [deed], links: [undefined], besides: [], length: 1 };
  if (step.several === undefined) return alone;
  const parent = tree.left(deed).at(-1) ?? 0;
  const others = gather(deed, parent, step.several, groups);
  return others && { ...alone, besides: others };
}

type Groups = Map<Key | Way, Map<string, Deed>>;

/** The others of its kind, once there are enough of them; undefined until then. */
function gather(deed: Deed, by: Key | Way, several: number, groups: Groups): Besides | undefined {
  const group = groups.get(by) ?? new Map<string, Deed>();
  groups.set(by, group);
  if (group.size < MOST_SEVERAL) group.set(differenceOf(deed), deed);
  if (group.size < several) return undefined;
  return [...group.values()].filter((other) => other !== deed).slice(0, SHOWN_OF_SEVERAL);
}

/** What makes two of a kind different: the program, not its arguments. */
function differenceOf({ event, paths }: Deed): string {
  if (event.capability === 'process.spawn') return posix.basename(event.target.split(' ', 1)[0] ?? '');
  return paths[0] ?? event.target;
}

function goOn(
  deed: Deed,
  at: number,
  waiting: ReadonlyMap<Key, Way> | undefined,
  { steps, within = Infinity }: Chain,
  joins: Record<Link, Joins>,
  groups: Groups,
): Way | undefined {
  const { by: [link, ...further] = [], several } = steps[at] as ChainStep;
  if (link === undefined) return undefined;
  for (const key of joins[link].sought(deed)) {
    const way = waiting?.get(key);
    const joined = way?.deeds[joinedTo(steps, at, way.at)];
    if (way === undefined || joined === undefined || way.deeds.includes(deed)) continue;
    if (deed.event.atMs - (way.deeds[0]?.event.atMs ?? 0) > within) continue;
    if (!further.every((other) => isJoined(joins[other], joined, deed))) continue;
    const others = several === undefined ? [] : gather(deed, way, several, groups);
    if (others === undefined) return undefined;
    const deeds = [...way.deeds];
    const links = [...way.links];
    deeds[at] = deed;
    links[at] = joins[link].told(key);
    return { at, deeds, links, besides: [...way.besides, ...others], length: way.length + 1 };
  }
  return undefined;
}

function isJoined({ left, sought }: Joins, before: Deed, after: Deed): boolean {
  const keys = new Set(left(before));
  return sought(after).some((key) => keys.has(key));
}

/** Leaves a way where the steps that may follow will look for it. */
function wait(way: Way, { steps }: Chain, waiting: readonly Map<Key, Way>[], joins: Record<Link, Joins>): void {
  for (let next = way.at + 1; next < steps.length; next++) {
    const step = steps[next] as ChainStep;
    const deed = way.deeds[joinedTo(steps, next, way.at)];
    const room = waiting[next];
    const [link] = step.by ?? [];
    if (deed !== undefined && room !== undefined && link !== undefined)
      for (const key of joins[link].left(deed)) if ((room.get(key)?.length ?? 0) <= way.length) room.set(key, way);
    if (step.optional !== true) return;
  }
}

/** Which step of the way the next one is joined to: the last there is, or the one it names. */
function joinedTo(steps: readonly ChainStep[], next: number, last: number): number {
  const { to } = steps[next] as ChainStep;
  return to === undefined ? last : steps.findIndex(({ as }) => as === to);
}

/** What waits under the old name of a file waits under the new one as well. */
function rename({ event, paths }: Deed, waiting: readonly Map<Key, Way>[]): void {
  const from = event.detail?.from;
  if (typeof from !== 'string' || event.capability !== 'file.write') return;
  for (const room of waiting) {
    const way = room.get(from);
    if (way !== undefined) for (const path of paths) if (!room.has(path)) room.set(path, way);
  }
}

function matchOf(ways: readonly Way[], { steps }: Chain, { run }: Story, count: number): Match {
  const [way] = ways;
  const taken = way?.deeds.flatMap((deed, at) => (deed === undefined ? [] : [{ deed, at }])) ?? [];
  const several = steps.findIndex((step) => step.several !== undefined);
  const besides = (way?.besides ?? []).map((deed) => ({ deed, at: several }));
  const inOrder = [...besides, ...taken].sort((a, b) => a.deed.event.atMs - b.deed.event.atMs);
  const told = inOrder.map(
    ({ deed: { event, fact }, at }): SeenStep => ({
      what: `${steps[at]?.as}: ${event.target}`,
      event: event.id,
      run: run.id,
      atMs: event.atMs,
      ...(fact.file !== undefined && fact.line !== undefined && { file: fact.file, line: fact.line }),
      ...(way?.links[at] !== undefined && { link: way.links[at] }),
    }),
  );
  const last = taken.at(-1)?.deed.event;
  return {
    facts: [...taken.reverse(), ...besides].map(({ deed }) => deed.fact),
    steps: told.map((step) => ({ ...step, what: step.what.slice(0, LONGEST_STEP) })),
    target: `${last?.target}${count > 1 ? ` and ${count - 1} more` : ''}`,
  };
}

const LONGEST_STEP = 200;
