import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import { HARMLESS, PAYLOADS, TRIGGERS, type Trigger } from './triggers.fixture.ts';

const KEY = '/home/user/.ssh/id_rsa';

/** Every program and its twin, examined for real, a few at a time. */
const reports = new Map<string, Report>();

beforeAll(async () => {
  const work = TRIGGERS.flatMap((trigger) => [
    { id: `${trigger.language} ${trigger.name}`, trigger, inside: PAYLOADS },
    { id: `twin of ${trigger.language} ${trigger.name}`, trigger, inside: HARMLESS },
  ]);
  async function next(): Promise<void> {
    for (let one = work.pop(); one !== undefined; one = work.pop())
      reports.set(one.id, await examined(one.trigger, one.inside));
  }
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}, 120_000);

function examined({ code, language }: Trigger, inside: typeof PAYLOADS): Promise<Report> {
  return check(sampleOfSource(code.replace('PAYLOAD', inside[language]), language), { depth: 'deep' });
}

/** The kernel saw the key being opened, in some run. */
function ranPayload({ runs }: Report): boolean {
  return runs.some(({ events }) =>
    events.some(
      ({ observer, capability, target }) =>
        observer === 'kernel' && /^(file|secret)\.read$/.test(capability) && target === KEY,
    ),
  );
}

describe('at depth deep, what waits for', () => {
  it.each(TRIGGERS.map(({ language, name }) => `${language} ${name}`))('%s is made to happen, and blocked', (id) => {
    const report = reports.get(id) as Report;
    const [first, ...further] = report.runs;
    expect(ranPayload(report)).toBe(true);
    expect(ranPayload({ ...report, runs: first === undefined ? [] : [first] })).toBe(false);
    expect(further.length).toBeGreaterThan(0);
    expect(report.verdict.decision).toBe('block');
  });

  it.each(TRIGGERS.map(({ language, name }) => `${language} ${name}`))(
    '%s without its payload is not blocked',
    (id) => {
      const { verdict } = reports.get(`twin of ${id}`) as Report;
      expect(verdict.decision, verdict.reasons.join(' ')).not.toBe('block');
    },
  );
});

it('a report gives every run and event an id of its own, and says what was different and what was called', () => {
  const { runs } = reports.get('python a method nobody calls') as Report;
  const ids = runs.flatMap(({ id, events }) => [id, ...events.map((event) => event.id)]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(runs.find(({ exercised = 0 }) => exercised > 0)?.conditions).toMatchObject({ waits: 'skipped' });
  const told = runs.flatMap(({ events }) => events).find(({ target }) => target === KEY);
  expect(told?.source).toEqual({ file: expect.stringMatching(/\.py$/), line: 5 });
});

it('secrets that are touched on some days alone are hidden behaviour', () => {
  const { findings } = reports.get('python a date to come') as Report;
  expect(findings.find(({ rule }) => rule === 'hidden-behaviour')?.message).toMatch(/id_rsa \(clock 20/);
});
