import { posix } from 'node:path';
import type { Event } from '../observe/event.ts';
import type { Run } from '../sandbox/run.ts';
import { whyNever } from './never.ts';
import { type Act, actOn, isPermitted, literally, type Permits, type Permittable } from './permits.ts';
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
 * The smallest lists that permit exactly what the runs did. What has another name in each of those that are `alike`, of the
 * same sample under the same conditions, becomes a pattern: a temporary file, a number in a command. `policy` is the one
 * that would have denied.
 */
export function learn(alike: readonly Run[], policy: Policy, elsewhere: readonly Run[] = []): Learned {
  const [first = [], ...others] = alike.map(actsIn);
  const further = elsewhere.flatMap(actsIn);
  const places = new Map<string, Event['source']>();
  const permit: { [Capability in Permittable]?: string[] } = {};
  const list = ({ capability, source }: SeenAct, entry: string) => {
    // A name that no policy can list, such as one that ends in a space, stays beyond it.
    if (whyNever(capability, entry) !== undefined) return;
    const listed = permit[capability] ?? [];
    permit[capability] = listed;
    if (listed.length >= MOST || listed.includes(entry)) return;
    listed.push(entry);
    places.set(`${capability} ${entry}`, source);
  };
  for (const { act, entry } of steady(first, others)) list(act, entry);
  for (const act of further) if (!isPermitted(permit, act)) list(act, literally(act.target));
  return { permit, places, denied: distinct([...first, ...further]).filter((act) => isDenied(act, policy)) };
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
    .flatMap(({ capability, target, source, detail }) => {
      const act = actOn(capability, target, typeof detail?.path === 'string' ? detail.path : undefined);
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

/** An entry for each act of the first run: a pattern where the others did the same to another name or the folder is crowded. */
function steady(
  first: readonly SeenAct[],
  others: readonly (readonly SeenAct[])[],
): { readonly act: SeenAct; readonly entry: string }[] {
  const known = others.map((acts) => new Set(acts.map(keyOf)));
  const own = new Set(first.map(keyOf));
  const strange = others.map((acts) =>
    Map.groupBy(
      acts.filter((act) => !own.has(keyOf(act))),
      (act) => `${act.capability} ${kindOf(act)}`,
    ),
  );
  const folderOf = ({ capability, target }: Act) => `${capability} ${posix.dirname(target)}`;
  const folders = Map.groupBy(first.filter(isFile), folderOf);
  return first.map((act) => {
    if (isFile(act) && (folders.get(folderOf(act))?.length ?? 0) > MOST_IN_FOLDER)
      return { act, entry: `${literally(posix.dirname(act.target))}/*` };
    if (known.every((keys) => keys.has(keyOf(act)))) return { act, entry: literally(act.target) };
    const twins = strange
      .map((acts) => twinOf(act, acts.get(`${act.capability} ${kindOf(act)}`)))
      .filter((twin) => twin !== undefined);
    return { act, entry: pattern([act.target, ...twins]) };
  });
}

function keyOf({ capability, target }: Act): string {
  return `${capability} ${target}`;
}

/** So many are looked at: a program may start thousands, each with a name of its own. */
const MOST_ALIKE = 200;

/** Of what another run did of the same kind, and the first did not do, what is most like it. */
function twinOf(act: Act, alike: readonly Act[] = []): string | undefined {
  const [nearest] = alike
    .slice(0, MOST_ALIKE)
    .map(({ target }) => ({
      target,
      near: sharedStart(target, act.target) + (isAsLong(target, act.target) ? 1_000 : 0),
    }))
    .sort((a, b) => b.near - a.near);
  return nearest?.target;
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

/**
 * What texts have in common, with `?`, or `*` where lengths differ, for the rest. Up to two letters that are alike at the
 * edges of a made-up word are alike by chance.
 */
function pattern(texts: readonly string[]): string {
  const [one = '', ...others] = texts;
  if (others.length === 0) return literally(one);
  const before = Math.min(...others.map((other) => sharedStart(one, other)));
  const rest = texts.map((text) => [...text.slice(before)].reverse().join(''));
  const after = Math.min(...rest.slice(1).map((other) => sharedStart(rest[0] ?? '', other)));
  const head = one.slice(0, before).replace(/(?<![a-z0-9_])[a-z0-9_]{1,2}$/i, '');
  const tail = one.slice(one.length - after).replace(/^[a-z0-9_]{1,2}(?![a-z0-9_])/i, '');
  const isSteady = others.every((other) => isAsLong(one, other));
  const middle = isSteady ? '?'.repeat(one.length - head.length - tail.length) : '*';
  return `${literally(head)}${middle}${literally(tail)}`;
}

function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function isAsLong(one: string, other: string): boolean {
  return one.length === other.length;
}
