import type { Mark } from '../../inspect/marks/mark.ts';
import type { Event } from '../../observe/event.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Match } from '../evaluate.ts';
import { diskOf, growthOf, living, MIB, plainRuns, told } from './series.ts';

const LEAST_LOG = 24 * MIB;
const LEAST_RATIO = 100;
const LOG = /\.log(\.\d+)?$|\/logs?\/|\/(nohup\.out|syslog|messages)$/;
const LEAST_REQUESTS = 300;
const LEAST_PARENTS = 16;
const LEAST_GENERATIONS = 4;
const LEAST_CPU_MS = 150;
/** Of the time; the processor is shared with others. */
const LEAST_CPU_SHARE = 0.1;

/** A log that grows by far more than the program was given to tell about. */
export function logFloods(runs: readonly Run[]): Match[] {
  return plainRuns(runs).flatMap((run) => {
    const points = living(run);
    const disk = diskOf(run);
    if (disk < LEAST_LOG || disk < growthOf(points, 'readBytes') * LEAST_RATIO) return [];
    const log = run.events.find(
      ({ capability, observer, target }) => capability === 'file.write' && observer === 'kernel' && LOG.test(target),
    );
    return log === undefined ? [] : [matchOf(run, log, `${told(disk)} in ${(run.durationMs / 1000).toFixed(1)} s`)];
  });
}

/** One line that sends to one place hundreds of times. */
export function requestFloods(runs: readonly Run[]): Match[] {
  return plainRuns(runs).flatMap((run) => {
    const sent = new Map<string, { first: Event; times: number }>();
    for (const event of run.events) {
      if (event.observer !== 'kernel' || !/^network\.(connect|send)$/.test(event.capability) || isLocal(event))
        continue;
      const place = `${event.target} ${event.source?.file}:${event.source?.line} ${event.capability}`;
      const entry = sent.get(place) ?? { first: event, times: 0 };
      entry.times += event.count ?? 1;
      sent.set(place, entry);
    }
    const most = [...sent.values()].sort((a, b) => b.times - a.times)[0];
    if (most === undefined || most.times < LEAST_REQUESTS) return [];
    return [matchOf(run, most.first, `${most.times} times to ${most.first.target}`)];
  });
}

function isLocal({ target }: Event): boolean {
  return /^(unix:|127\.|localhost|\[?::1\]?|0\.0\.0\.0)/.test(target);
}

/** Processes that each start others, generation after generation, though the limit was not reached. */
export function multiplications(runs: readonly Run[]): Match[] {
  return plainRuns(runs).flatMap((run) => {
    const { parents, generations } = run.resources.multiplying ?? { parents: 0, generations: 0 };
    if (parents < LEAST_PARENTS || generations < LEAST_GENERATIONS) return [];
    const most = growthOf(living(run), 'processes') + 1;
    if (most < LEAST_PARENTS) return [];
    return [{ facts: [], run: run.id, target: `${most} at once, over ${generations} generations` }];
  });
}

/** An expression that may take exponential time, in a run that was ended while it computed. */
export function endlessMatches(runs: readonly Run[], marks: readonly Mark[]): Match[] {
  const slow = marks.filter(({ kind }) => kind === 'slow-regex');
  if (slow.length === 0) return [];
  return plainRuns(runs).flatMap((run) => {
    if (run.status !== 'timed-out' || run.resources.cpuMs < Math.max(LEAST_CPU_MS, run.durationMs * LEAST_CPU_SHARE))
      return [];
    const found = slow.find(({ file, line }) => mayHaveRun(run, file, line));
    if (found === undefined) return [];
    const { file, line, text } = found;
    return [{ facts: [], run: run.id, target: text, location: { file, line } }];
  });
}

/** A run that is ended does not say all lines it came to. */
function mayHaveRun(run: Run, file: string, line: number): boolean {
  const counted = run.lines?.find((lines) => lines.file === file);
  return counted?.complete !== true || counted.executed.includes(line);
}

function matchOf(run: Run, event: Event, target: string): Match {
  return { facts: [], run: run.id, target, ...(event.source !== undefined && { location: event.source }) };
}
