import { expect, it } from 'vitest';
import type { SystemCall } from './message.ts';
import { processTree } from './tree.ts';

function call(pid: number, ppid: number, comm: string): SystemCall {
  return { t: 'sys', ms: 1, pid, tid: pid, ppid, comm, call: 'openat' };
}

it('a process keeps its first parent and its last name', () => {
  expect(processTree([call(2, 1, 'bash'), call(3, 2, 'bash'), call(3, 1, 'curl')])).toEqual([
    { pid: 2, parent: 1, command: 'bash' },
    { pid: 3, parent: 2, command: 'curl' },
  ]);
});

it('of a flood of processes the first thousand are kept', () => {
  const calls = Array.from({ length: 5_000 }, (_, index) => call(index + 2, 2, 'x'));
  expect(processTree(calls)).toHaveLength(1_000);
});
