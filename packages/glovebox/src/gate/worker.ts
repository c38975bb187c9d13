/** One process of a gate: examines the units it is sent, one after another. */
import { setFlagsFromString } from 'node:v8';
import { attend } from '../examine/attend.ts';
import { type Cache, openCache } from '../store/cache.ts';
import { examineUnit, type UnitAnswer, type UnitQuestion } from './examine-unit.ts';

export interface Asked {
  readonly unit: UnitQuestion;
  readonly cached: boolean;
}

// A grammar that V8 optimises takes half a gigabyte for it: with a process for each processor that is too much. The flag alone is not
// enough once V8 has started: what it implies has to be said as well.
for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);

let cache: Promise<Cache> | undefined;

attend<Asked, UnitAnswer>(async ({ unit, cached }, signal) => {
  if (cached) cache ??= openCache();
  return examineUnit(unit, await cache, signal);
});
