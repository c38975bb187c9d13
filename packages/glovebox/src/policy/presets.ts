import type { PolicyPart } from './schema.ts';

/** Policies to begin with, for a kind of program. */
export const PRESETS = {
  strict: {
    why: 'Nothing unexplained: any finding, however light, blocks.',
    part: { thresholds: { review: 1, block: 1 } },
  },
} as const satisfies Record<string, { readonly why: string; readonly part: PolicyPart }>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
