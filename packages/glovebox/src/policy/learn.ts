import { posix } from 'node:path';
import type { Event } from '../observe/event.ts';
import type { Run } from '../sandbox/run.ts';
import { type Act, actOn, isPermitted, type PERMITTABLE, type Permits } from './permits.ts';
import type { Policy } from './policy.ts';

/** Something seen in a run, and the first place that did it. */
export interface SeenAct extends Act {
  readonly source?: Event['source'];
}

/** What runs of a sample did, as a policy would list it. */
export interface Learned {
  readonly permit: Permits;
  /** The place that first did what an entry covers, by `capability entry`. */
  readonly places: ReadonlyMap<string, Event['source']>;
  /** What the policy the runs were made under does not permit, in the order seen. */
  readonly denied: readonly SeenAct[];
}

/** More names in one folder are covered by one entry: a policy is to be read. */
const MOST_IN_FOLDER = 20;
/** Entries of one capability. */
const MOST = 500;

/**
 * The smallest lists that permit exactly what the runs did. What has another name in every run (a temporary file, a number
 * in a command) becomes a pattern; for that, runs must be of the same sample under the same conditions.
 */
export function learn(runs: readonly Run[], policy: Policy): Learned {
  const [first = [], ...others] = runs.map(actsIn);
  const acts = [first, ...others].flat();
  const places = new Map<string, Event['source']>();
  const permit: Partial<Record<(typeof PERMITTABLE)[number], string[]>> = {};
  for (const act of steady(first, others)) {
    const listed = permit[act.capability] ?? [];
    permit[act.capability] = listed;
    if (listed.length >= MOST || isPermitted({ [act.capability]: listed }, act)) continue;
    listed.push(act.target);
    places.set(`${act.capability} ${act.target}`, act.source);
  }
  return { permit, places, denied: distinct(acts).filter((act) => isDenied(act, policy)) };
}

/** Without a list, everything but the network is permitted, within the walls. */
function isDenied(act: Act, { permit, network }: Policy): boolean {
  if (permit !== undefined && !isPermitted(permit, act)) return true;
  return act.capability === 'network.connect' && (network === undefined || network.mode === 'deny');
}

/**
 * What a run did, once each; by the kernel where it looked. Names of variables only the interpreter tells, and reading what
 * every program reads is no event of the kernel's.
 */
function actsIn({ events }: Run): SeenAct[] {
  const watched = events.some(({ observer }) => observer === 'kernel');
  const acts = events
    .filter(({ observer, capability }) =>
      observer === 'kernel' ? true : observer === 'interpreter' && (!watched || BY_INTERPRETER.has(capability)),
    )
    .flatMap(({ capability, target, source }) => {
      const act = actOn(capability, target);
      return act === undefined ? [] : [{ ...act, ...(source !== undefined && { source }) }];
    });
  return withoutNames(distinct(acts));
}

const BY_INTERPRETER: ReadonlySet<string> = new Set(['environment.read', 'file.read']);

function distinct(acts: readonly SeenAct[]): SeenAct[] {
  const seen = new Map<string, SeenAct>();
  for (const act of acts) {
    const key = `${act.capability} ${act.target}`;
    const known = seen.get(key);
    if (known === undefined || known.source === undefined) seen.set(key, act);
  }
  return [...seen.values()];
}

/** A name that was asked for needs no entry beside the address that was then connected to. */
function withoutNames(acts: readonly SeenAct[]): SeenAct[] {
  const connected = new Set(acts.map(({ target }) => target.replace(/:\d+$/, '')).filter((_, at) => isPort(acts[at])));
  return acts.filter((act) => act.capability !== 'network.connect' || isPort(act) || !connected.has(act.target));
}

function isPort(act: Act | undefined): boolean {
  return act?.capability === 'network.connect' && /:\d+$/.test(act.target);
}

/** The acts of the first run, with `*` where the others did the same to another name, and one entry for a crowded folder. */
function steady(first: readonly SeenAct[], others: readonly (readonly SeenAct[])[]): SeenAct[] {
  const known = others.map((acts) => new Set(acts.map(({ capability, target }) => `${capability} ${target}`)));
  const named = first.map((act) => {
    const key = `${act.capability} ${act.target}`;
    const at = known.findIndex((keys) => !keys.has(key));
    if (at < 0) return act;
    const twin = others[at]?.find(
      (other) => other.capability === act.capability && kindOf(other) === kindOf(act) && !isIn(first, other),
    );
    return twin === undefined ? act : { ...act, target: common(act.target, twin.target) };
  });
  const folders = Map.groupBy(
    named.filter(isFile),
    ({ capability, target }) => `${capability} ${posix.dirname(target)}`,
  );
  return named.map((act) => {
    if (!isFile(act)) return act;
    const folder = posix.dirname(act.target);
    const crowded = (folders.get(`${act.capability} ${folder}`)?.length ?? 0) > MOST_IN_FOLDER;
    return crowded ? { ...act, target: `${folder}/*` } : act;
  });
}

function isIn(acts: readonly SeenAct[], { capability, target }: Act): boolean {
  return acts.some((act) => act.capability === capability && act.target === target);
}

function isFile({ capability }: Act): boolean {
  return capability.startsWith('file.') || capability === 'secret.read';
}

/** What two acts share that differ in a name made up by chance. */
function kindOf({ capability, target }: Act): string {
  if (capability === 'process.spawn') {
    const words = target.split(' ');
    return `${words[0]} ${words.length}`;
  }
  return isFile({ capability, target }) ? `${posix.dirname(target)}/${posix.extname(target)}` : target;
}

/** The first text with `*` for the part in which it differs from the second. */
function common(one: string, other: string): string {
  const most = Math.min(one.length, other.length);
  let before = 0;
  while (before < most && one[before] === other[before]) before++;
  let after = 0;
  while (after < most - before && one.at(-1 - after) === other.at(-1 - after)) after++;
  return `${one.slice(0, before)}*${after === 0 ? '' : one.slice(-after)}`;
}
