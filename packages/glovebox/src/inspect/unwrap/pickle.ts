import type { Evaluation, Found } from '../collect.ts';
import { INSPECTION_LIMITS } from '../limits.ts';
import { PickleMachine } from './machine.ts';
import { PickleSites } from './pickle-sites.ts';
import { operationsOf } from './stream.ts';

export interface PickleReading {
  readonly sites: readonly Found[];
  readonly evaluations: readonly Evaluation[];
  /** The operations as a person reads them; a site's line is the number of its operation here. */
  readonly listing: readonly string[];
  readonly incomplete: string | undefined;
}

const LONGEST_OPERAND = 80;

/** What loading a pickle would call, read from its operations. Nothing is loaded, imported or called. */
export function readPickle(bytes: Uint8Array, file: string): PickleReading {
  const sites = new PickleSites(file);
  const machine = new PickleMachine((call) => sites.add(call, listing.length));
  const listing: string[] = [];
  for (const operation of operationsOf(bytes, INSPECTION_LIMITS.pickleOperations)) {
    listing.push(`${operation.name} ${operation.operand.slice(0, LONGEST_OPERAND)}`.trimEnd());
    machine.step(operation);
  }
  for (const name of machine.uncalled()) sites.addName(name, listing.length);
  const isCut = listing.length >= INSPECTION_LIMITS.pickleOperations;
  return {
    sites: sites.sites,
    evaluations: sites.evaluations,
    listing,
    incomplete: isCut || sites.isFull ? 'only in part: a pickle in it is too long' : undefined,
  };
}
