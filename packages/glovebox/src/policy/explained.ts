import { type Layer, placeIn } from './layer.ts';
import { type Act, actOn, isPermitted, isWholesale, PERMITTABLE, type Permittable } from './permits.ts';
import type { Policy } from './policy.ts';
import { accepted } from './reach.ts';

/** Where a key of a policy is from: every place that says something which still counts, in the order they are laid. */
export interface Decided {
  /** `depth`, `limits`, `permit.file.write` … */
  readonly key: string;
  readonly places: readonly string[];
}

const KEYS = [
  'depth',
  'backend',
  'limits',
  'thresholds',
  'imports',
  ...PERMITTABLE.map((name) => `permit.${name}`),
  'canaries',
  'network',
  'targets',
  'explore',
  'authors',
];

/** What decided each key, of the layers that hold for a path. */
export function decidedBy(layers: readonly Layer[]): Decided[] {
  return KEYS.flatMap((key) => {
    const where = pathOf(key);
    const saying = counting(layers, key).filter((layer) => at(layer, where) !== undefined);
    return saying.length === 0 ? [] : [{ key, places: saying.map((layer) => placeIn(layer, where)) }];
  });
}

function pathOf(key: string): string[] {
  return key.startsWith('permit.') ? ['permit', key.slice('permit.'.length)] : [key];
}

function at({ said }: Layer, where: readonly string[]): unknown {
  return where.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], said);
}

/** The layers from the last one that takes over nothing of those before it. */
function counting(layers: readonly Layer[], key: string): readonly Layer[] {
  const taken = layers.findLastIndex(({ said: { replace = [] } }) =>
    replace.some((replaced) => key === replaced || key.startsWith(`${replaced}.`)),
  );
  const left = layers.slice(Math.max(0, taken));
  return ONE_ALONE.has(key) ? left.filter((layer) => at(layer, [key]) !== undefined).slice(-1) : left;
}

/** Of what has one value, the last one counts. */
const ONE_ALONE: ReadonlySet<string> = new Set(['depth', 'backend', 'canaries']);

/** Whether an act would be permitted. */
export interface ActAnswer {
  readonly isPermitted: boolean;
  /** The place that lists it, and the entry; absent where no entry does. */
  readonly by?: { readonly place: string; readonly entry: string };
  readonly why: string;
}

/** What a policy says of an act, and by which line. `target` is written as a sample or a report writes it. */
export function explainAct(layers: readonly Layer[], policy: Policy, capability: string, target: string): ActAnswer {
  const act = actOn(capability, target);
  if (act === undefined)
    return { isPermitted: true, why: 'it needs no entry: it is the sample’s own to read, or nothing is there' };
  const by = entryFor(layers, act.capability, act.target);
  if (policy.permit !== undefined) {
    if (by === undefined) return { isPermitted: false, why: 'no entry covers it: it is the finding beyond-permits' };
    return { isPermitted: true, by, why: whyListed(policy, act, by.entry) };
  }
  if (act.capability !== 'network.connect')
    return {
      isPermitted: true,
      why: 'the policy lists no permits: what the walls allow is done, and judged by the rules',
    };
  const isReached = isPermitted(accepted(policy) ?? {}, act);
  return { isPermitted: isReached, why: networkNote(policy, act.target) };
}

function whyListed(policy: Policy, { capability, target }: Act, entry: string): string {
  if (isWholesale(entry)) return 'the entry names nothing in particular: it restricts nothing, and lifts no finding';
  return capability === 'network.connect' ? networkNote(policy, target) : 'an entry covers it';
}

function networkNote(policy: Policy, target: string): string {
  const { permit: _, ...open } = policy;
  const mode = policy.network?.mode ?? 'deny';
  if (mode !== 'allow' && mode !== 'record') return `the network is ${mode}: nothing leaves`;
  const isReached = isPermitted(accepted(open) ?? {}, { capability: 'network.connect', target });
  return isReached ? `the network lets it out (${mode})` : `the network lets it out to other hosts alone (${mode})`;
}

/** The last entry that covers an act, where it stands. */
function entryFor(layers: readonly Layer[], capability: Permittable, target: string): ActAnswer['by'] {
  for (const layer of counting(layers, `permit.${capability}`).toReversed()) {
    const listed = layer.said.permit?.[capability] ?? [];
    const index = listed.findLastIndex((entry) => isPermitted({ [capability]: [entry] }, { capability, target }));
    if (index !== -1) return { place: placeIn(layer, ['permit', capability, index]), entry: listed[index] ?? '' };
  }
  return undefined;
}
