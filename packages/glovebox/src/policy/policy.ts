import { digestOf } from '../canonical-json.ts';
import type { TargetLists } from '../inspect/targets.ts';
import type { Network } from '../sandbox/backend.ts';
import { LIMIT_PROFILES, type Limits } from '../sandbox/limits.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { Permits } from './permits.ts';

/** How far an examination goes: `quick` only reads, `standard` runs as well, `deep` also under other conditions. */
export const DEPTHS = ['quick', 'standard', 'deep'] as const;
/** How far an examination goes: `quick` reads, `standard` also runs, `deep` also looks for what is hidden. */
export type Depth = (typeof DEPTHS)[number];

/** Who writes changes. */
interface Authors {
  readonly trusted?: readonly string[] | undefined;
  readonly model?: readonly string[] | undefined;
}

/** What is permitted, which places weigh more than others, and at which risk to interrupt. */
export interface Policy {
  readonly limits: Limits;
  /** Risk, 0–100, from which a verdict is `review`, and from which it is `block`. */
  readonly thresholds: { readonly review: number; readonly block: number };
  /** Modules a sample may import, by their first name (`os` covers `os.path`); absent permits every module. */
  readonly imports?: { readonly allow: readonly string[] };
  /** What may be done to which targets, and nothing beyond; absent says nothing about it. */
  readonly permit?: Permits;
  /** Whether decoy credentials are laid out in runs that are judged; they are, without it. */
  readonly canaries?: boolean;
  /** What network the sample sees; absent is none. */
  readonly network?: Network;
  /** How much depth `deep` may try: runs besides the first, and seconds after which none begins. */
  readonly explore?: { readonly runs: number; readonly seconds: number };
  /** The places of every class; absent is the usual ones. */
  readonly targets?: TargetLists;
  /** How far to go, and how to isolate, where whoever asks does not say. */
  readonly depth?: Depth;
  readonly backend?: BackendName;
  /** Names and addresses of people, and of models besides the known ones, by which a gate tells who wrote a change. */
  readonly authors?: Authors;
}

/**
 * Review at the weight of one medium finding; block above what a high finding weighs while it is only read in the source,
 * so that a single one blocks once it was seen happening (see judge/score.ts).
 */
export const DEFAULT_POLICY: Policy = {
  limits: LIMIT_PROFILES.default,
  thresholds: { review: 30, block: 60 },
};

/** Where a policy says nothing about it. */
export const DEFAULT_EXPLORE: NonNullable<Policy['explore']> = { runs: 12, seconds: 6 };

/** `sha256:…` of a policy, by which reports and caches name it: the same for the same policy written differently. */
export function policyDigest(policy: Policy): string {
  return digestOf(policy);
}
