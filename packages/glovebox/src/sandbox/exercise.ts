import type { Event } from '../observe/event.ts';
import type { Run } from './run.ts';

/** How what a program defines is called within its own run, once it has ended. */
export interface Exercise {
  /** Calls of one function, at most. */
  readonly calls: number;
  /** Milliseconds for all of it. */
  readonly withinMs: number;
}

/** At depth `standard`: short, and only what the program did not use itself. */
export const BRIEF_EXERCISE: Exercise = { calls: 6, withinMs: 700 };

/** What the agents make up, as `guest/README.md` lists it. Nothing that is done to these harms anybody, whoever does it. */
const SCRATCH = '/tmp/exercise';
/** What the shell's agent gives to functions that take a path. */
export const SHELL_FILE = '/tmp/exercise.txt';
const MADE_FILES: ReadonlySet<string> = new Set([
  SCRATCH,
  '/dev/null',
  SHELL_FILE,
  ...['input.txt', 'data.csv', 'data.json'].map((name) => `${SCRATCH}/${name}`),
]);
const MADE_HOST = /^(?:\w+:\/\/)?exercise\.example(?::\d{1,5})?(?:\/|$)/;
const MADE_COMMAND = /^(?:(?:\/(?:usr\/)?bin\/)?(?:ba|da)?sh -c )?(?:\/(?:usr\/)?bin\/)?true$/;

/** Where the shell's agent takes and leaves what is of no use. */
const NOTHING = /^\/dev\/(?:null|fd\/\d{1,3})$/;

/** What an agent's hints about itself say they do. */
const OWN_OPERATION = 'exercise';

/** Words for the agent; a run of `wallMs` that is nearly over is not exercised. */
export function exerciseWishes(exercise: Exercise | undefined, wallMs: number): string[] {
  if (exercise === undefined) return [];
  const { calls, withinMs } = exercise;
  const before = Math.max(0, Math.min(wallMs - 3 * withinMs, wallMs * 0.8));
  return [`exercise=${calls}`, `within=${withinMs}`, `before=${Math.round(before)}`];
}

/**
 * Whether an exercised call did to an argument what it does to its arguments. That the call was exercised is the agent's word
 * and may be forged; that the target is one of those made up is seen, and it is harmless either way.
 */
export function isMadeUp({ exercised, capability, target }: Event): boolean {
  if (exercised !== true) return false;
  if (capability.startsWith('file.')) return isScratch(target);
  if (capability.startsWith('network.')) return MADE_HOST.test(target);
  return capability === 'process.spawn' && MADE_COMMAND.test(target);
}

/**
 * The run without what was done to arguments that were made up. A file that is run is no scratch, wherever it lies: whoever
 * says of himself that he is called would hide there what he then starts.
 */
export function withoutMadeUp(run: Run): Run {
  const started = new Set(run.events.flatMap(wordsOf));
  return { ...run, events: run.events.filter((event) => !isMadeUp(event) || started.has(event.target)) };
}

/** Of a program that is started, what may be a path. */
function wordsOf({ capability, target, detail }: Event): string[] {
  if (capability !== 'process.spawn' || MADE_COMMAND.test(target)) return [];
  const { path } = detail ?? {};
  return [...target.slice(0, LONGEST_COMMAND).split(/[\s'"=;|&<>()]+/), ...(typeof path === 'string' ? [path] : [])];
}

const LONGEST_COMMAND = 4_000;

function isScratch(path: string): boolean {
  return path === SCRATCH || path === SHELL_FILE || (path.startsWith(`${SCRATCH}/`) && !path.includes('..'));
}

/** The run without what the agent itself laid out for the calls. */
export function withoutLaidOut(run: Run): Run {
  const ports = new Set(run.events.filter(({ capability }) => capability === 'network.listen').map(portOf));
  const isOwn = (event: Event) => isLaidOut(event) || isCall(event, ports);
  return {
    ...run,
    changes: run.changes.filter(({ path, change }) => change !== 'created' || !MADE_FILES.has(path)),
    events: run.events.filter((event) => !isOwn(event)),
  };
}

function isLaidOut({ observer, operation, source, target, outcome, exercised }: Event): boolean {
  if (observer === 'kernel' && exercised === true && NOTHING.test(target)) return true;
  if (source !== undefined) return false;
  if (observer === 'interpreter') return operation === OWN_OPERATION;
  if (MADE_FILES.has(target)) return true;
  // Node's watchdog has an event loop of its own, which asks for io_uring and is refused.
  return observer === 'kernel' && exercised === true && operation === 'io_uring_setup' && outcome === 'denied';
}

/** A program's own loopback is called by the agent, on a port that the program listens on; whoever else does so reaches nobody. */
function isCall({ exercised, capability, target }: Event, ports: ReadonlySet<string>): boolean {
  if (exercised !== true || !/^network\.(connect|send)$/.test(capability)) return false;
  return /^(?:127\.0\.0\.1|\[::1\]):/.test(target) && (ports.has(portOf({ target })) || ports.has('0'));
}

function portOf({ target }: Pick<Event, 'target'>): string {
  return target.slice(target.lastIndexOf(':') + 1);
}
