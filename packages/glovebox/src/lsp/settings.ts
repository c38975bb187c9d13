import { z } from 'zod';
import { BACKEND_NAMES } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';

/** When a document is run, beside whenever somebody asks for it. */
const RUN_WHEN = ['save', 'insertion', 'never'] as const;

/** What an editor may set, under `glovebox`. What it says wrongly is left at its default: an editor has nobody to tell. */
export const settingsSchema = z.object({
  enable: z.boolean().catch(true),
  /** How far a background examination goes; `quick` runs nothing. */
  depth: z.enum(['quick', 'standard', 'deep']).catch('standard'),
  /** `save` and after a large insertion, only after an `insertion`, or only when asked for. */
  run: z.enum(RUN_WHEN).catch('save'),
  backend: z
    .enum(BACKEND_NAMES as [BackendName, ...BackendName[]])
    .optional()
    .catch(undefined),
  /** Lines that come in one edit and are then taken for written by a model. */
  insertionLines: z.number().int().min(1).max(10_000).catch(5),
  codeLens: z.boolean().catch(true),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

export function settingsFrom(value: unknown): Settings {
  const parsed = settingsSchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : DEFAULT_SETTINGS;
}
