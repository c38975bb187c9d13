import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT, type ContractCase } from '../packages/glovebox/src/sandbox/contract.ts';
import { BACKEND_NAMES } from '../packages/glovebox/src/sandbox/registry.ts';
import { SHORTFALLS } from '../packages/glovebox/src/sandbox/shortfalls.ts';
import { CASES } from './cases.ts';
import { type Subject, subjectOf } from './subject.ts';
import { openTestbed, type Testbed } from './testbed.ts';

const NAMES = Object.keys(CONTRACT) as ContractCase[];
const TIMEOUT_MS = 120_000;

describe.each(BACKEND_NAMES)('contract: %s', (name) => {
  let testbed: Testbed;
  let subject: Subject;
  beforeAll(async () => {
    testbed = await openTestbed(name);
    subject = subjectOf(testbed.backend);
    await testbed.backend.probe();
  }, 10 * 60_000);
  afterAll(() => testbed?.close(), TIMEOUT_MS);

  it.each(NAMES)(
    '%s',
    async (contractCase) => {
      const shortfall = SHORTFALLS[name][contractCase];
      if (shortfall === undefined) return CASES[contractCase](subject);
      // A reason that no longer holds is a lie in the documentation.
      await expect(CASES[contractCase](subject), `${name} cannot: ${shortfall}`).rejects.toThrow();
    },
    TIMEOUT_MS,
  );
});
