import { createHash } from 'node:crypto';
import { type Policy, policyDigest } from '../policy/policy.ts';
import { identify } from '../sample/identify.ts';
import type { Sample } from '../sample/sample.ts';
import type { BackendName } from '../sandbox/run.ts';
import { engineDigest } from './engine.ts';
import { surroundingsOf } from './surroundings.ts';

/** Everything that an examination's answer follows from. */
export interface Question {
  readonly sample: Sample;
  readonly policy: Policy;
  readonly depth: 'quick' | 'standard' | 'deep';
  readonly backend: BackendName;
  readonly stdin?: Uint8Array;
  /** ISO date. */
  readonly clock?: string;
  readonly canaries: boolean;
  readonly exercise: boolean;
}

/** 64 hex digits that are the same for the same question to the same engine in the same surroundings, and differ for any other. */
export function keyOf({ sample, policy, depth, backend, stdin, clock, canaries, exercise }: Question): string {
  const { language, entry, files, args, intent, skipped } = sample;
  const hash = createHash('sha256');
  const parts = [
    'glovebox.cache/1',
    engineDigest(),
    // Not the sample's own id: whoever changes its files may have kept it.
    identify(language, entry, files),
    JSON.stringify([args, intent ?? null, skipped ?? [], depth, clock ?? null, canaries, exercise]),
    policyDigest(policy),
    stdin === undefined ? '' : createHash('sha256').update(stdin).digest('hex'),
    // What is only read runs nowhere.
    JSON.stringify(depth === 'quick' ? [] : [backend, ...surroundingsOf(backend, language)]),
  ];
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}
