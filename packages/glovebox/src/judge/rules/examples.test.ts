import { describe, expect, it } from 'vitest';
import { inspect } from '../../inspect/index.ts';
import { eventSchema } from '../../observe/event.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { sampleOfSource } from '../../sample/load.ts';
import type { Run } from '../../sandbox/run.ts';
import { judge } from '../judge.ts';
import type { Example, ExampleRun } from '../rule.ts';
import { RULES } from './table.ts';

describe.each(Object.entries(RULES))('the examples of %s', (id, { examples }) => {
  it('show what it finds', async () => {
    expect(await rulesOf(examples.found)).toContain(id);
  });

  it('and an ordinary twin it says nothing about', async () => {
    expect(await rulesOf(examples.ordinary)).not.toContain(id);
  });
});

/** What the whole judgement says of an example, read by the real inspection. */
async function rulesOf({ language, code, times = 1, allowedImports, run }: Example): Promise<string[]> {
  const entry = { python: 'sample.py', javascript: 'sample.js', typescript: 'sample.ts', bash: 'sample.sh' }[language];
  const sample = sampleOfSource(times === 1 ? code : `${code}\n`.repeat(times), language, { entry });
  const policy =
    allowedImports === undefined ? DEFAULT_POLICY : { ...DEFAULT_POLICY, imports: { allow: allowedImports } };
  const runs = run === undefined ? [] : [runOf(run, entry)];
  const { findings } = judge({ sample, inspection: await inspect(sample), runs, policy });
  return findings.map(({ rule }) => rule);
}

function runOf({ events = [], ...told }: ExampleRun, file: string): Run {
  return {
    id: 'run:1',
    backend: 'jail',
    conditions: { clock: null },
    status: 'exited',
    exitCode: 0,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 10,
    resources: { cpuMs: 1, peakMemoryBytes: 1, processes: 1, writtenBytes: 0 },
    changes: [],
    events: events.map(({ line, process = 2, ...event }, index) =>
      eventSchema.parse({
        id: `event:${index + 1}`,
        atMs: index,
        outcome: 'allowed',
        observer: 'kernel',
        process: { pid: process, command: 'python3' },
        ...(line !== undefined && { source: { file, line } }),
        ...event,
      }),
    ),
    ...told,
  };
}
