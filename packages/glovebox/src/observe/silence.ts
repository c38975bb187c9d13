import type { Event, Source } from './event.ts';
import type { Meaning } from './kernel.ts';
import type { HintLine, SystemCall } from './message.ts';

/** What became of an agent, as an event of the interpreter's that no agent says. */
export const OBSERVER_SILENCED = 'observer-silenced';

/** What an agent always tells of: a fact of these that nobody explains was done past it, or after its end. */
const TOLD = new Set<Meaning['capability']>([
  'process.spawn',
  'process.signal',
  'network.connect',
  'network.send',
  'network.listen',
  'file.write',
  'file.delete',
  'file.permission',
]);
/** Libraries in C keep files of their own where the program works. */
const OWN_PLACES = /^\/(?:work|tmp|dev\/shm|home\/user)(?:\/|$)/;
/** So many things in those places are no library's any more. */
const MANY = 3;

interface Voice {
  source: Source | undefined;
  isNative: boolean;
}

interface Unsaid {
  ms: number;
  pid: number;
  command: string;
  source: Source | undefined;
  readonly how: string;
  readonly things: Set<string>;
  isGrave: boolean;
}

/** Follows which processes have an agent that speaks, and finds those whose agent was removed, passed by or imitated. */
export class Silence {
  readonly #voices = new Map<number, Voice>();
  readonly #unsaid = new Map<string, Unsaid>();

  heard(pid: number, source: Source | undefined, capability: string | undefined): void {
    // A process that speaks again was not silenced: what it left out was a library's.
    const silent = this.#unsaid.get(`${pid} silent`);
    if (silent !== undefined && !silent.isGrave) this.#unsaid.delete(`${pid} silent`);
    this.#voices.set(pid, { source: source ?? this.#voices.get(pid)?.source, isNative: capability === 'code.native' });
  }

  /** Words of a process that does not know the secret of its agent. */
  forged(pid: number, { ms }: HintLine, said: string): void {
    this.#note(
      `${pid} forged`,
      { ms, pid, command: '', source: undefined, how: 'somebody else speaks for it' },
      said,
      true,
    );
  }

  /** A command of a shell's that its trace left out, after the one at `source`. */
  untraced(call: SystemCall, source: Source | undefined): void {
    const how = 'the trace of the shell has ended';
    this.#note(`${call.ppid} trace`, { ms: call.ms, pid: call.ppid, command: call.comm, source, how }, 'trace', true);
  }

  unexplained(call: SystemCall, meaning: Meaning): void {
    const voice = this.#voices.get(call.pid) ?? this.#voices.get(call.ppid);
    if (voice === undefined || !TOLD.has(meaning.capability)) return;
    const place = { ms: call.ms, pid: call.pid, command: call.comm, source: voice.source };
    const isGrave = !(meaning.capability.startsWith('file.') && OWN_PLACES.test(meaning.target));
    if (voice.isNative)
      this.#note(`${call.pid} passed`, { ...place, how: 'native code acts past it' }, meaning.target, true);
    else
      this.#note(`${call.pid} silent`, { ...place, how: 'it says nothing of what is done' }, meaning.target, isGrave);
  }

  events(from: number): Event[] {
    const found = [...this.#unsaid.values()]
      .filter(({ isGrave, things }) => isGrave || things.size >= MANY)
      .slice(0, 20);
    return found.map(({ ms, pid, command, source, how }, index) => ({
      id: `event:${from + index}`,
      atMs: ms,
      capability: 'system.probe',
      operation: OBSERVER_SILENCED,
      target: how,
      outcome: 'allowed',
      observer: 'interpreter',
      process: { pid, command },
      ...(source === undefined ? {} : { source }),
    }));
  }

  #note(key: string, first: Omit<Unsaid, 'things' | 'isGrave'>, thing: string, isGrave: boolean): void {
    const known = this.#unsaid.get(key);
    if (known !== undefined) {
      if (known.things.size < MANY) known.things.add(thing);
      known.isGrave ||= isGrave;
    } else if (this.#unsaid.size < 1_000) this.#unsaid.set(key, { ...first, things: new Set([thing]), isGrave });
  }
}
