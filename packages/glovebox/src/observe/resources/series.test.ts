import { describe, expect, it } from 'vitest';
import type { SystemCall, Usage } from '../message.ts';
import { multiplying, seriesOf } from './series.ts';

function look(ms: number, read: number): Usage {
  return { t: 'usage', ms, memory: 1, processes: 1, descriptors: 4, read, written: 2 * read, disk: 0 };
}

describe('the series of a run', () => {
  it('counts what was read and written from its first point on', () => {
    const series = seriesOf([look(0, 1_000), look(10, 1_500), look(20, 900)]);
    expect(series.map(({ readBytes }) => readBytes)).toEqual([0, 500, 0]);
    expect(series[1]).toMatchObject({ atMs: 10, writtenBytes: 1_000 });
  });

  it('has sixty points at most, whatever a taken-over kernel says', () => {
    expect(seriesOf(Array.from({ length: 5_000 }, (_, index) => look(index, index)))).toHaveLength(60);
    expect(seriesOf([])).toEqual([]);
  });
});

describe('starting processes', () => {
  const clone = (pid: number, ppid: number): SystemCall => ({
    t: 'sys',
    ms: 1,
    pid,
    tid: pid,
    ppid,
    comm: 'x',
    call: 'clone',
  });

  it('by one is told from multiplying', () => {
    expect(multiplying(Array.from({ length: 40 }, () => clone(2, 1)))).toEqual({ parents: 1, generations: 1 });
    const bomb = Array.from({ length: 40 }, (_, index) => clone(index + 2, Math.max(1, Math.floor(index / 2) + 1)));
    expect(multiplying(bomb).parents).toBe(40);
    expect(multiplying(bomb).generations).toBeGreaterThanOrEqual(5);
  });
});
