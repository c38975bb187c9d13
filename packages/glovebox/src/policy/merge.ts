import { TARGET_CLASSES, type TargetClass, type TargetLists } from '../inspect/targets.ts';
import { LIMIT_PROFILES, type Limits } from '../sandbox/limits.ts';
import { type Layer, placeIn, type Said } from './layer.ts';
import type { NetworkPart } from './network-schema.ts';
import type { Permittable } from './permits.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { Replaceable } from './schema.ts';
import { invalid } from './written.ts';

/** What all layers together say. */
export interface Merged extends Omit<Said, 'limits' | 'thresholds' | 'targets' | 'replace'> {
  readonly limits: Limits;
  readonly thresholds: { readonly review: number; readonly block: number };
  readonly targets?: TargetLists;
}

const START: Merged = { limits: DEFAULT_POLICY.limits, thresholds: DEFAULT_POLICY.thresholds };

/** Layer over layer. Throws `policy-invalid` with file and line where together they say what cannot be. */
export function merge(layers: readonly Layer[]): Merged {
  return layers.reduce(over, START);
}

function over(base: Merged, layer: Layer): Merged {
  const kept = layer.said.replace === undefined ? base : without(base, layer.said.replace);
  const { said } = layer;
  const merged: { -readonly [Key in keyof Merged]: Merged[Key] } = { ...kept };
  merged.limits = limitsOver(kept.limits, said.limits);
  if (said.thresholds !== undefined) merged.thresholds = thresholdsOver(kept.thresholds, layer);
  if (said.depth !== undefined) merged.depth = said.depth;
  if (said.backend !== undefined) merged.backend = said.backend;
  if (said.canaries !== undefined) merged.canaries = said.canaries;
  if (said.explore !== undefined) merged.explore = { ...kept.explore, ...given(said.explore) };
  if (said.imports !== undefined)
    merged.imports = { allow: united(kept.imports?.allow, plainModules(said.imports.allow)) };
  if (said.authors !== undefined) merged.authors = authorsOver(kept.authors, said.authors);
  if (said.permit !== undefined) merged.permit = permitsOver(kept.permit, said.permit);
  if (said.network !== undefined) merged.network = networkOver(kept.network, said.network);
  if (said.targets !== undefined) merged.targets = targetsOver(kept.targets, layer);
  return merged;
}

/** Without what a layer says it takes over nothing of. */
function without(base: Merged, replaced: readonly Replaceable[]): Merged {
  let { permit } = base;
  const left: { -readonly [Key in keyof Merged]: Merged[Key] } = { ...base };
  for (const key of replaced) {
    if (key === 'limits') left.limits = START.limits;
    else if (key === 'permit') permit = undefined;
    else if (key.startsWith('permit.')) permit = permit && { ...permit, [key.slice('permit.'.length)]: undefined };
    else if (key !== 'paths') delete left[key as Exclude<Replaceable, 'limits' | 'paths' | `permit${string}`>];
  }
  if (permit === undefined) delete left.permit;
  else left.permit = given(permit);
  return left;
}

/** A profile sets every limit; single ones change what is there. */
function limitsOver(base: Limits, said: Said['limits']): Limits {
  if (said === undefined) return base;
  if (typeof said === 'string') return LIMIT_PROFILES[said];
  const { profile, ...changed } = said;
  return { ...(profile === undefined ? base : LIMIT_PROFILES[profile]), ...given(changed) };
}

function thresholdsOver(base: Merged['thresholds'], layer: Layer): Merged['thresholds'] {
  const merged = { ...base, ...given(layer.said.thresholds ?? {}) };
  if (merged.review <= merged.block) return merged;
  throw invalid(
    `${placeIn(layer, ['thresholds'])}: thresholds would be review ${merged.review} and block ${merged.block}: review must not be above block`,
    'Give both.',
  );
}

function permitsOver(base: Said['permit'] = {}, said: NonNullable<Said['permit']>): NonNullable<Said['permit']> {
  const merged: { [Name in Permittable]?: string[] } = given(base);
  for (const [name, listed] of Object.entries(said) as [Permittable, string[] | undefined][])
    if (listed !== undefined) merged[name] = united(merged[name], listed);
  return merged;
}

function authorsOver(base: Said['authors'], said: NonNullable<Said['authors']>): NonNullable<Said['authors']> {
  const [trusted, model] = [united(base?.trusted, said.trusted ?? []), united(base?.model, said.model ?? [])];
  return { ...(trusted.length > 0 && { trusted }), ...(model.length > 0 && { model }) };
}

/** Hosts of one mode unite; another mode is another network. */
function networkOver(base: NetworkPart | undefined, said: NetworkPart): NetworkPart {
  const [first, second] = [asObject(base), asObject(said)];
  if (first === undefined || second === undefined || first.mode !== second.mode) return said;
  return {
    ...first,
    ...given(second),
    ...((first.hosts ?? second.hosts) && { hosts: united(first.hosts, second.hosts ?? []) }),
    ...((first.addresses ?? second.addresses) && { addresses: united(first.addresses, second.addresses ?? []) }),
    ...((first.resolve ?? second.resolve) && { resolve: { ...first.resolve, ...second.resolve } }),
    // The first reply that fits is the one that is given.
    ...((first.replies ?? second.replies) && { replies: [...(second.replies ?? []), ...(first.replies ?? [])] }),
  };
}

function asObject(network: NetworkPart | undefined): Exclude<NetworkPart, string> | undefined {
  return typeof network === 'string' ? { mode: network } : network;
}

/** Every list as the layer leaves it. Taking away what is not there is a mistake: the place would go on counting. */
function targetsOver(base: TargetLists = TARGET_CLASSES, layer: Layer): TargetLists {
  const lists: Record<TargetClass, readonly string[]> = { ...base };
  const changes = layer.said.targets ?? {};
  for (const [name, change] of Object.entries(changes) as [TargetClass, (typeof changes)[TargetClass]][]) {
    if (change === undefined) continue;
    if (Array.isArray(change)) {
      lists[name] = change;
      continue;
    }
    const { add = [], remove = [] } = change;
    const absent = remove.findIndex((place) => !lists[name].includes(place));
    if (absent !== -1)
      throw invalid(
        `${placeIn(layer, ['targets', name, 'remove', absent])}: targets.${name}.remove names ${remove[absent]}, which is not on the list`,
        'Write it as it stands there.',
      );
    lists[name] = [...lists[name].filter((place) => !remove.includes(place)), ...add];
  }
  return lists;
}

/** A module of Node’s goes by its plain name. */
function plainModules(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/^node:/, ''));
}

function united(base: readonly string[] = [], said: readonly string[]): string[] {
  return [...new Set([...base, ...said])];
}

/** Without what is absent. */
export function given<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
