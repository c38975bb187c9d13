import type { PolicyFile, PolicyPart } from './schema.ts';

/** What a layer says: a part of a policy, with its files' paths made whole, or who is trusted. */
export type Said = Omit<PolicyPart, 'extends'> & Pick<PolicyFile, 'authors'>;

/** One place that says something of a policy: a preset, the top of a file, or a section of one. The later ones win. */
export interface Layer {
  /** `preset strict`, or the file. */
  readonly from: string;
  /** The globs that a path must match for the layer to hold, each of them; none holds for every path. */
  readonly globs: readonly string[];
  readonly said: Said;
  /** The line of a key within {@link said}. */
  lineOf(where: readonly PropertyKey[]): number | undefined;
}

/** `glovebox.policy.yaml:12`, or the preset's name. */
export function placeIn(layer: Layer, where: readonly PropertyKey[]): string {
  const line = layer.lineOf(where);
  return line === undefined ? layer.from : `${layer.from}:${line}`;
}
