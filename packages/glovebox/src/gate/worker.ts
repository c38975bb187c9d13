/** One process of a gate: examines the units it is sent, one after another. */
import { setFlagsFromString } from 'node:v8';
import { attend } from '../examine/attend.ts';
import { type Cache, openCache } from '../store/cache.ts';
import { examineUnit, type UnitAnswer, type UnitQuestion } from './examine-unit.ts';

export interface Asked {
  readonly unit: UnitQuestion;
  readonly cached: boolean;
}

// A grammar that V8 optimises in the background takes half a gigabyte for it: with a process for each processor that is too much.
setFlagsFromString('--wasm-tiering-budget=1000000000');

let cache: Promise<Cache> | undefined;

attend<Asked, UnitAnswer>(async ({ unit, cached }, signal) => {
  if (cached) cache ??= openCache();
  return examineUnit(unit, await cache, signal);
});
