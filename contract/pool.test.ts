import { afterAll, describe, expect, it } from 'vitest';
import { CONTRACT, type ContractCase } from '../packages/glovebox/src/sandbox/contract.ts';
import { createJail } from '../packages/glovebox/src/sandbox/jail/jail.ts';
import { createPool } from '../packages/glovebox/src/sandbox/pool/pool.ts';
import { SHORTFALLS } from '../packages/glovebox/src/sandbox/shortfalls.ts';
import { CASES } from './cases.ts';
import { subjectOf } from './subject.ts';

/** A pool is a backend like any other: from the second case on, runs draw from what the first ones made it prepare. */
describe('contract: a pool of jails', () => {
  const pool = createPool(createJail(), {
    sizes: { python: 3, javascript: 1, typescript: 1, bash: 1 },
    memoryBytes: 512 * 1024 * 1024,
  });
  const subject = subjectOf(pool);
  afterAll(() => pool.dispose());

  it.each(Object.keys(CONTRACT) as ContractCase[])('%s', async (contractCase) => {
    if (SHORTFALLS.jail[contractCase] === undefined) return CASES[contractCase](subject);
    await expect(CASES[contractCase](subject)).rejects.toThrow();
  });
});
