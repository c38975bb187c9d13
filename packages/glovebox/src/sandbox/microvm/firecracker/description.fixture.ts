import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The published description of Firecracker's API. It lies beside the project, and is not part of it. */
const SPEC = new URL('../../../../../../../shared/specs/firecracker-api.yaml', import.meta.url);

export const SPEC_MISSING = existsSync(SPEC) ? undefined : `${SPEC.pathname} is not there`;

/** The description as it is published. */
export function readDescription(): unknown {
  return parse(readFileSync(SPEC, 'utf8'));
}
