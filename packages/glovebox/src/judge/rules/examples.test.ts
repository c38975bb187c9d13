import { describe, expect, it } from 'vitest';
import { inspect } from '../../inspect/index.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { sampleOfSource } from '../../sample/load.ts';
import type { Run } from '../../sandbox/run.ts';
import { type Judgement, judge } from '../judge.ts';
import type { Example, ExampleRun } from '../rule.ts';
import { runOf } from '../scene.fixture.ts';
import { RULES } from './table.ts';

describe.each(Object.entries(RULES))('the examples of %s', (id, { examples }) => {
  it('show what it finds', async () => {
    expect(await rulesOf(examples.found)).toContain(id);
  });

  it('and an ordinary twin it says nothing about', async () => {
    expect(await rulesOf(examples.ordinary)).not.toContain(id);
  });
});

/** Reading a private key in a program that sends is stopped, whatever of it is sent. */
const STOPPED_ANYWAY: ReadonlySet<string> = new Set(['secret-sent']);

describe('of all the ordinary twins, by inspection alone', () => {
  it('none is blocked and at most one in ten is for review', async () => {
    const twins = Object.entries(RULES).filter(
      ([id, { examples }]) => examples.ordinary.run === undefined && !STOPPED_ANYWAY.has(id),
    );
    const decisions = await Promise.all(twins.map(([, { examples }]) => decisionOf(examples.ordinary)));
    const count = (decision: string) => decisions.filter((one) => one === decision).length;
    expect(twins.length).toBeGreaterThanOrEqual(100);
    expect(count('block')).toBe(0);
    expect(count('review') / twins.length).toBeLessThanOrEqual(0.1);
  });

  it('while of what the weightier rules find nothing is let through', async () => {
    const risky = Object.entries(RULES).filter(
      ([, { severity, examples }]) => severity !== 'low' && examples.found.run === undefined,
    );
    for (const [id, { examples }] of risky) expect([id, await decisionOf(examples.found)]).not.toEqual([id, 'allow']);
  });
});

/** What the whole judgement says of an example, read by the real inspection. */
async function rulesOf(example: Example): Promise<string[]> {
  return (await judgementOf(example)).findings.map(({ rule }) => rule);
}

async function decisionOf(example: Example): Promise<string> {
  return (await judgementOf(example)).verdict.decision;
}

async function judgementOf({ language, code, times = 1, allowedImports, permit, run }: Example): Promise<Judgement> {
  const entry = { python: 'sample.py', javascript: 'sample.js', typescript: 'sample.ts', bash: 'sample.sh' }[language];
  const sample = sampleOfSource(times === 1 ? code : `${code}\n`.repeat(times), language, { entry });
  const policy = {
    ...DEFAULT_POLICY,
    ...(allowedImports !== undefined && { imports: { allow: allowedImports } }),
    ...(permit !== undefined && { permit }),
  };
  const runs = run === undefined ? [] : [shownRun(run, entry)];
  return judge({ sample, inspection: await inspect(sample), runs, policy });
}

function shownRun({ events = [], leaks, series, multiplying, cpuMs = 1, ...told }: ExampleRun, file: string): Run {
  const seen = events.map(({ process = 2, ...event }) => ({ ...event, process: { pid: process, command: 'python3' } }));
  const gone = leaks?.map(({ line, ...leak }) => ({
    ...leak,
    encoding: [...leak.encoding],
    source: { file, line },
    steps: [],
  }));
  const canaries = gone && { placed: [], omitted: [], leaks: gone };
  const resources = {
    cpuMs,
    peakMemoryBytes: 1,
    processes: 1,
    writtenBytes: 0,
    ...(series && { series }),
    ...(multiplying && { multiplying }),
  };
  return runOf(seen, { ...told, resources, ...(canaries !== undefined && { canaries }) }, file);
}
