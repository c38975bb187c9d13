import { z } from 'zod';
import { policyFileSchema } from './schema.ts';

/** The JSON Schema of `glovebox.policy.yaml`, for editors, from the same source as the checks. */
export function policyJsonSchema(): object {
  return {
    title: 'glovebox.policy.yaml',
    description: 'What code may do, to which targets, within which limits, and at which risk to interrupt.',
    ...z.toJSONSchema(policyFileSchema, { target: 'draft-7', io: 'input' }),
  };
}
