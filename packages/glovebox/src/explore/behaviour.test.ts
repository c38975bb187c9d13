import { expect, it } from 'vitest';
import type { Event } from '../observe/event.ts';
import type { Conditions } from '../sandbox/conditions.ts';
import type { Run } from '../sandbox/run.ts';
import { hiddenIn } from './behaviour.ts';

let count = 0;

function event(line: number, target: string): Event {
  return {
    id: `event:${++count}`,
    atMs: 1,
    capability: 'process.spawn',
    operation: 'execve',
    target,
    outcome: 'allowed',
    observer: 'kernel',
    process: { pid: 2, command: 'bash' },
    source: { file: 'a.sh', line },
  };
}

function run(conditions: Partial<Conditions>, ...events: Event[]): Run {
  return { id: `run:${++count}`, conditions: { clock: null, ...conditions }, events } as unknown as Run;
}

const hidden = (...runs: Run[]) => hiddenIn(runs).map(({ target }) => target);

it('the same action in the place that a variable names is what the variable is for', () => {
  const usual = run({}, event(3, 'mkdir -p /tmp/tools'));
  expect(hidden(usual, run({ environment: { PREFIX: '0' } }, event(3, 'mkdir -p 0/bin')))).toEqual([]);
  expect(hidden(usual, run({ environment: { PREFIX: '/opt/x' } }, event(3, 'mkdir -p /opt/x/bin')))).toEqual([]);
});

it('another action, or a place that no variable names, is hidden', () => {
  const usual = run({}, event(3, 'mkdir -p /tmp/tools'));
  const under = (conditions: Partial<Conditions>, line: number, target: string) =>
    hidden(usual, run(conditions, event(line, target)));
  expect(under({ environment: { PREFIX: '0' } }, 4, 'mkdir -p 0/bin')).toEqual(['mkdir -p 0/bin']);
  expect(under({ environment: { PREFIX: '0' } }, 3, 'curl http://drop.example')).toEqual(['curl http://drop.example']);
  expect(under({ clock: '2030-01-01T00:00:00Z' }, 3, 'mkdir -p 0/bin')).toEqual(['mkdir -p 0/bin']);
});
