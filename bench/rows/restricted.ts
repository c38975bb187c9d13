import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Monty } from '@pydantic/monty';
import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import type { RestrictedChoices } from '../../packages/glovebox/src/sandbox/restricted/restricted.ts';
import { createRestricted } from '../../packages/glovebox/src/sandbox/restricted/restricted.ts';
import { program } from '../programs.ts';
import type { Bench, Figure, Scale } from '../row.ts';
import { summarize } from '../statistics.ts';
import { stopwatch, type Timed } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

/** Restricted Python in a prepared sandbox: from handing it the sample to having the result. */
export const restricted: Bench = {
  name: 'restricted',
  measure: async (scale) => [
    await warm('warm RestrictedPython', { engine: 'restrictedpython' }, 6, scale),
    await warm('warm Monty', { engine: 'monty' }, 1, scale),
    await warm('warm Monty, sandbox used again', { engine: 'monty', reuse: true }, 1, scale),
    await figure('Monty itself', 'a fresh interpreter in this process', monty, scale),
    await roundTrip(scale),
  ],
};

async function warm(name: string, choices: RestrictedChoices, atMost: number, scale: Scale): Promise<Figure> {
  const backend = createRestricted(choices);
  const sample = await loadSample(program('hello.py'));
  const options = { limits: LIMIT_PROFILES.default, observe: true };
  const once = async () => {
    const sandbox = await backend.prepare('python', options);
    return stopwatch(async () => expectGreeting(expectRun(await sandbox.run(sample)).stdout));
  };
  try {
    return { ...(await figure(name, 'prepared, hello.py to its result', once, scale)), atMost };
  } finally {
    await backend.dispose();
  }
}

const monty: Timed = () =>
  stopwatch(async () => {
    let printed = '';
    new Monty('print("Hello, world!")', { scriptName: 'hello.py' }).run({
      printCallback: (_: string, text: string) => {
        printed += text;
      },
    });
    expectGreeting(printed);
  });

/** What no sandbox in a process of its own can go below: the sample takes this way twice, by the warden to the interpreter. */
async function roundTrip(scale: Scale): Promise<Figure> {
  const echo = spawn('cat', [], { stdio: ['pipe', 'pipe', 'ignore'], timeout: 60_000 });
  const there = () =>
    stopwatch(async () => {
      echo.stdin.write('line\n');
      await once(echo.stdout, 'data');
    });
  try {
    return await figure('a line to a process and back', 'cat', there, scale);
  } finally {
    echo.stdin.end();
  }
}

async function figure(name: string, how: string, timed: Timed, scale: Scale): Promise<Figure> {
  await timed();
  const times: number[] = [];
  for (let turn = 0; turn < scale.pairs(100); turn++) times.push(await timed());
  return { kind: 'figure', name, how, ms: summarize(times) };
}
