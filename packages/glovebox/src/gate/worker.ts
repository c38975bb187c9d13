/** One process of a gate: examines the units it is sent, one after another. */
import { attend } from '../examine/attend.ts';
import { type Cache, openCache } from '../store/cache.ts';
import { examineUnit, type UnitAnswer, type UnitQuestion } from './examine-unit.ts';

export interface Asked {
  readonly unit: UnitQuestion;
  readonly cached: boolean;
}

let cache: Promise<Cache> | undefined;

attend<Asked, UnitAnswer>(async ({ unit, cached }, signal) => {
  if (cached) cache ??= openCache();
  return examineUnit(unit, await cache, signal);
});
