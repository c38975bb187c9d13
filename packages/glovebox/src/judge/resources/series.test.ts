import { describe, expect, it } from 'vitest';
import type { Point } from '../../observe/resources/point.ts';
import { runOf } from '../scene.fixture.ts';
import { growthOf, isSteady, living, phases } from './series.ts';

function points(...memory: number[]): Point[] {
  return memory.map((memoryBytes, index) => ({
    atMs: index * 10,
    memoryBytes,
    processes: 1,
    descriptors: 4,
    readBytes: 0,
    writtenBytes: 0,
    diskBytes: 0,
  }));
}

function ran(series: Point[], exercisedAtMs?: number) {
  const resources = { cpuMs: 1, peakMemoryBytes: 1, processes: 1, writtenBytes: 0, series };
  return runOf([], { resources, ...(exercisedAtMs !== undefined && { exercisedAtMs }) });
}

const memory = (some: readonly Point[]) => some.map(({ memoryBytes }) => memoryBytes);

describe('what a program used while it lived', () => {
  it('ends where it is taken apart', () => {
    expect(memory(living(ran(points(10, 40, 80, 60, 20, 0, 0))))).toEqual([10, 40, 80]);
    expect(memory(living(ran(points(10, 80, 80, 0, 0))))).toEqual([10, 80, 80]);
  });

  it('keeps what the program itself let go of', () => {
    expect(memory(living(ran(points(10, 40, 80, 12))))).toEqual([10, 40, 80, 12]);
  });

  it('is looked at with and without what was called after it', () => {
    expect(phases(ran(points(10, 20, 30, 31), 25)).map(memory)).toEqual([
      [10, 20, 30],
      [10, 20, 30, 31],
    ]);
  });
});

describe('growth', () => {
  const steady = Array.from({ length: 20 }, (_, index) => 10 + 5 * index);

  it('is steady where every quarter brings its part', () => {
    expect(isSteady(points(...steady), 'memoryBytes')).toBe(true);
    expect(growthOf(points(...steady), 'memoryBytes')).toBe(95);
  });

  it.each<[what: string, memory: number[]]>([
    ['one jump', steady.map((_, index) => (index < 10 ? 10 : 100))],
    ['a plateau', steady.map((_, index) => Math.min(60, 10 + 10 * index))],
    ['coming and going', steady.map((_, index) => 10 + 40 * (index % 3))],
    ['nearly all of it at once', steady.map((_, index) => 10 + index + (index < 8 ? 0 : 80))],
    ['too few points', [10, 20, 30, 40]],
  ])('is not, with %s', (_, some) => {
    expect(isSteady(points(...some), 'memoryBytes')).toBe(false);
  });
});
