import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import { DORMANT, type Dormant } from './exercised.fixture.ts';
import { HARMLESS } from './triggers.fixture.ts';

const KEY = '/home/user/.ssh/id_rsa';
/** Little work: a busy machine gives a call no more time than any. */
const PAYLOADS: typeof HARMLESS = {
  python: `open('${KEY}').read()`,
  javascript: `require('fs').readFileSync('${KEY}')`,
  bash: `cat ${KEY}`,
};
const named = ({ language, name }: Dormant) => `${language} ${name}`;

const isServer = ({ name }: Dormant) => /server|socket/.test(name);

/** Every program, the same where nothing is called, and its twin without harm; for real, a few at a time. */
const exercised = new Map<string, Report>();
const plain = new Map<string, Report>();
const twins = new Map<string, Report>();

beforeAll(async () => {
  const work = DORMANT.flatMap((one) => [
    async () => exercised.set(named(one), await examined(one, PAYLOADS)),
    async () => twins.set(named(one), await examined(one, HARMLESS)),
    // A server that nobody calls waits for ever.
    ...(isServer(one) ? [] : [async () => plain.set(named(one), await examined(one, PAYLOADS, false))]),
  ]);
  async function next(): Promise<void> {
    for (let one = work.pop(); one !== undefined; one = work.pop()) await one();
  }
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}, 120_000);

function examined({ code, language }: Dormant, inside: typeof PAYLOADS, exercise = true): Promise<Report> {
  return check(sampleOfSource(code.replace('PAYLOAD', inside[language]), language), { exercise });
}

/** The kernel saw the key being opened. */
function keyReads({ runs }: Report) {
  return runs
    .flatMap(({ events }) => events)
    .filter(
      ({ observer, capability, target }) =>
        observer === 'kernel' && /^(file|secret)\.read$/.test(capability) && target === KEY,
    );
}

describe('at depth standard, what only', () => {
  it.each(DORMANT.map(named))('%s leads to is called within the one run, and blocked', (id) => {
    const report = exercised.get(id) as Report;
    expect(keyReads(report).length).toBeGreaterThan(0);
    expect(report.verdict.decision).toBe('block');
    expect(report.runs.length).toBe(1);
  });

  it.each(DORMANT.filter((one) => !isServer(one)).map(named))('%s leads to does not happen without that', (id) => {
    expect(keyReads(plain.get(id) as Report)).toEqual([]);
  });

  it.each(DORMANT.map(named))('%s leads to is no harm in itself', (id) => {
    const { verdict } = twins.get(id) as Report;
    expect(verdict.decision, verdict.reasons.join(' ')).toBe('allow');
  });

  it.each(DORMANT.map((one) => [named(one), one] as const))(
    '%s leads to leaves the end and the output alone',
    (id, one) => {
      for (const report of isServer(one) ? [twins.get(id)] : [exercised.get(id), twins.get(id)]) {
        const [run] = (report as Report).runs;
        // What a server does for whoever calls it is its own.
        const stdout = isServer(one) ? expect.stringMatching(/^(ready\n)+$/) : one.prints;
        expect(run).toMatchObject({ status: 'exited', exitCode: one.ends, stdout });
        expect(run?.changes).toEqual([]);
      }
    },
  );
});
