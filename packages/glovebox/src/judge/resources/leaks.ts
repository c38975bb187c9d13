import type { Event, Source } from '../../observe/event.ts';
import type { Point } from '../../observe/resources/point.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Match } from '../evaluate.ts';
import { growthOf, isSteady, MIB, phases, plainRuns, told } from './series.ts';

const LEAST_MEMORY = 24 * MIB;
const LEAST_DESCRIPTORS = 48;
const LEAST_ROUNDS = 8;

/**
 * Memory that grows from beginning to end while one line does its work again and again, and that no input explains: who
 * reads a large file keeps it, who sorts has all of it at once.
 */
export function memoryLeaks(runs: readonly Run[]): Match[] {
  return plainRuns(runs).flatMap((run) =>
    phases(run)
      .flatMap((points) => memoryLeak(run, points))
      .slice(0, 1),
  );
}

function memoryLeak(run: Run, points: readonly Point[]): Match[] {
  const growth = growthOf(points, 'memoryBytes');
  if (growth < LEAST_MEMORY || growthOf(points, 'processes') > 0 || !isSteady(points, 'memoryBytes')) return [];
  const input = growthOf(points, 'readBytes') + repliesOf(run);
  const work = busiest(run.events, ({ capability }) => capability !== 'code.import');
  if (input > growth / 4 || work === undefined || work.rounds < LEAST_ROUNDS) return [];
  return [leakOf(run, work, `${told(growth)} more after ${work.rounds} rounds`)];
}

/** Descriptors that are opened by one line again and again and are all there at the end. */
export function descriptorLeaks(runs: readonly Run[]): Match[] {
  return plainRuns(runs).flatMap((run) =>
    phases(run)
      .flatMap((points) => descriptorLeak(run, points))
      .slice(0, 1),
  );
}

function descriptorLeak(run: Run, points: readonly Point[]): Match[] {
  const growth = growthOf(points, 'descriptors');
  const kept = (points.at(-1)?.descriptors ?? 0) - (points[0]?.descriptors ?? 0);
  if (growth < LEAST_DESCRIPTORS || kept < growth * 0.9 || growthOf(points, 'processes') > 1) return [];
  const work = busiest(run.events, ({ capability }) => OPENS.test(capability));
  if (work === undefined || work.rounds < LEAST_DESCRIPTORS * 0.75) return [];
  return [leakOf(run, work, `${kept} more descriptors are open after ${work.rounds} rounds`)];
}

const OPENS = /^(file\.(read|write)|secret\.read|network\.(connect|send))$/;

interface Work {
  readonly rounds: number;
  readonly source: Source;
  readonly events: readonly string[];
}

/** The line that the kernel saw acting most often. */
function busiest(events: readonly Event[], counts: (event: Event) => boolean): Work | undefined {
  const lines = new Map<string, { rounds: number; source: Source; events: string[] }>();
  for (const event of events) {
    if (event.source === undefined || event.observer !== 'kernel' || event.exercised || !counts(event)) continue;
    const place = `${event.source.file}:${event.source.line}`;
    const line = lines.get(place) ?? { rounds: 0, source: event.source, events: [] };
    line.rounds += event.count ?? 1;
    if (line.events.length < 5) line.events.push(event.id);
    lines.set(place, line);
  }
  return [...lines.values()].sort((a, b) => b.rounds - a.rounds)[0];
}

/** What came over the network is read by other calls than files are. */
function repliesOf(run: Run): number {
  return (run.conversations ?? []).reduce((sum, { reply }) => sum + reply.bytes, 0);
}

function leakOf(run: Run, { source }: Work, target: string): Match {
  return { facts: [], run: run.id, target, location: source };
}
