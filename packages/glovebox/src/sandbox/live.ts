import type { Event } from '../observe/event.ts';
import type { HintLine, SystemCall, WardenMessage } from '../observe/message.ts';
import { buildTimeline } from '../observe/timeline.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from './run.ts';

/**
 * Something seen while the run goes on. It has no id yet: what comes later may still join it with another, and the run's own
 * events are what a verdict rests on.
 */
export type LiveEvent = Omit<Event, 'id'>;
/** Told of each event while a run goes on; a throw is what the run rejects with. */
export type OnEvent = (event: LiveEvent) => void;

/** Tells of a run's events while it goes on. */
export interface Live {
  hear(message: WardenMessage): void;
  /** Tells what is left over, once the run has ended. Throws what a listener threw. */
  end(run: Run): void;
  /** Tells nothing any more. */
  stop(): void;
}

const WORK = '/work';
/** Between two looks at what was heard. */
const LOOK_MS = 50;
/** What came just now may still be explained by what comes next. */
const SETTLED_MS = 20;
/** Putting a timeline together again and again costs more the longer it is: what comes after is told at the end. */
const MOST_MESSAGES = 3_000;

export function createLive(sample: Sample, tell: OnEvent): Live {
  const own = new Map(sample.files.map((file) => [`${WORK}/${file.path}`, file.content]));
  const heard: (SystemCall | HintLine)[] = [];
  const told = new Map<string, number>();
  let count = 0;
  let looked = 0;
  let failure: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    try {
      tellSettled();
    } catch (error) {
      failure ??= { error };
    }
  }

  function tellSettled(): void {
    const { events } = buildTimeline(heard, WORK, own);
    const settled = heard.length === looked ? events.length : settledIn(events);
    looked = heard.length;
    for (const event of events.slice(count, settled)) send(event);
    count = Math.max(count, settled);
    if (settled < events.length) again();
  }

  /** The last may be repeated, and is then told once with its count. */
  function settledIn(events: readonly Event[]): number {
    const newest = heard.at(-1)?.ms ?? 0;
    return events.slice(0, -1).findLastIndex(({ atMs }) => newest - atMs >= SETTLED_MS) + 1;
  }

  function again(): void {
    if (heard.length < MOST_MESSAGES && failure === undefined) timer ??= setTimeout(look, LOOK_MS).unref();
  }

  function send({ id: _, ...event }: Event): void {
    const key = keyOf(event);
    told.set(key, (told.get(key) ?? 0) + 1);
    tell(event);
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    hear(message) {
      if ((message.t !== 'sys' && message.t !== 'hint') || heard.length >= MOST_MESSAGES) return;
      heard.push(message);
      again();
    },
    end({ events }) {
      stop();
      if (failure !== undefined) throw failure.error;
      for (const event of events) {
        const key = keyOf(event);
        const times = told.get(key) ?? 0;
        if (times === 0) tell(withoutId(event));
        else told.set(key, times - 1);
      }
    },
    stop,
  };
}

function withoutId({ id: _, ...event }: Event): LiveEvent {
  return event;
}

/** What stays the same of an event whatever is learnt of it later. */
function keyOf({ atMs, capability, operation, observer, process }: LiveEvent): string {
  return `${atMs} ${capability} ${operation} ${observer} ${process.pid}`;
}
