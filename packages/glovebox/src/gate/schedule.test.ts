import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { changeOf } from './change.fixture.ts';
import { examineUnits, type UnitOutcome } from './schedule.ts';
import type { Unit } from './unit.ts';

async function unitsOf(files: Readonly<Record<string, string>>): Promise<Unit[]> {
  const units: Unit[] = [];
  for await (const { unit } of changeOf({}, files).pieces()) if (unit) units.push(unit);
  return units;
}

/** What becomes of each unit, in its place, and the order they were asked for in. */
async function examined(
  units: readonly Unit[],
  budgetMs?: number,
): Promise<{ outcomes: UnitOutcome[]; order: string[] }> {
  const outcomes: UnitOutcome[] = [];
  const order: string[] = [];
  const question = async (unit: Unit) => {
    order.push(unit.name);
    const how = { policy: DEFAULT_POLICY, depth: 'quick' as const };
    return { name: unit.name, ...(await unit.load()), renamed: new Map(), isBroughtIn: false, how };
  };
  await examineUnits(units, question, {
    jobs: 1,
    cached: false,
    ...(budgetMs !== undefined && { budgetMs }),
    onOutcome: (index, outcome) => {
      outcomes[index] = outcome;
    },
  });
  return { outcomes, order };
}

it('what runs by itself is examined before what is only imported, and every outcome has its place', async () => {
  const [first, second, third] = await unitsOf({ 'a.py': 'print(1)\n', 'b.py': 'print(2)\n', 'c.sh': 'echo 3\n' });
  if (!first || !second || !third) throw new Error('three units');
  const units: Unit[] = [{ ...first, status: 'unchanged' }, second, { ...third, kind: 'ci' }];
  const { outcomes, order } = await examined(units);
  expect(order).toEqual(['c.sh', 'b.py', 'a.py']);
  expect(outcomes.map((outcome) => 'answer' in outcome)).toEqual([true, true, true]);
});

it('a unit that cannot be read is told of, and the others are examined', async () => {
  const [good, bad] = await unitsOf({ 'a.py': 'print(1)\n', 'b.py': 'print(2)\n' });
  if (!good || !bad) throw new Error('two units');
  const { GloveboxError } = await import('../error.ts');
  const broken: Unit = {
    ...bad,
    load: () => Promise.reject(new GloveboxError('sample-too-large', 'it is too large', 'Make it smaller.')),
  };
  const { outcomes } = await examined([broken, good]);
  expect(outcomes).toMatchObject([{ failed: 'it is too large' }, { answer: { depth: 'quick' } }]);
});

it('after the budget nothing begins', async () => {
  const units = await unitsOf({ 'a.py': 'print(1)\n', 'b.py': 'print(2)\n' });
  const { outcomes, order } = await examined(units, 1);
  expect(order).toEqual(['a.py']);
  expect(outcomes[1]).toEqual({ late: true });
});

it('isolation that cannot be had is an error, and no outcome', async () => {
  const [unit] = await unitsOf({ 'a.py': 'print(1)\n' });
  if (!unit) throw new Error('a unit');
  const how = { policy: DEFAULT_POLICY, depth: 'deep' as const, backend: 'restricted' as const };
  const question = async () => ({ name: 'a.py', ...(await unit.load()), renamed: new Map(), isBroughtIn: false, how });
  const outcomes: UnitOutcome[] = [];
  const asked = examineUnits([unit], question, { cached: false, onOutcome: (_, outcome) => outcomes.push(outcome) });
  await expect(asked).rejects.toMatchObject({ code: 'backend-unavailable' });
  expect(outcomes).toEqual([]);
});
