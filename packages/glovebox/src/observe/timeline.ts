import type { Canary } from './canaries/canary.ts';
import type { Observation } from './canaries/observation.ts';
import { Owners } from './canaries/owners.ts';
import { markRead, readable } from './canaries/reads.ts';
import { type Origin, seenLeaving, toldSending, tracedLeaving } from './canaries/seen.ts';
import type { Event, Source } from './event.ts';
import { Explainer } from './explain.ts';
import { type Hint, parseHint } from './hint.ts';
import { readCall } from './kernel.ts';
import type { HintLine, SystemCall } from './message.ts';
import type { Reached } from './network/join.ts';
import { type Own, ShellTrace } from './shell.ts';
import { Silence } from './silence.ts';
import { meaningOfTrace } from './trace.ts';

/** Events a report keeps; what comes after is counted. */
const MAX_EVENTS = 20_000;
/** What a program may say of itself: apart, so that no flood of words takes the place of a fact. */
const MAX_SPOKEN = 5_000;

export interface Timeline {
  readonly events: Event[];
  readonly dropped: number;
  /** Source lines that ran, by file. */
  readonly lines: readonly { readonly file: string; readonly executed: number[]; readonly complete: boolean }[];
  /** The uncaught error that ended the program, by its name. */
  readonly uncaught?: string;
  /** What left, where there are canaries to look for in it. */
  readonly leaving: readonly Observation[];
  /** Calls that named an address, in order. */
  readonly reached: readonly Reached[];
  /** Functions that the agent called after the program. */
  readonly exercised: number;
}

/**
 * Joins what the kernel saw and what the agents said into one ordered list; facts carry the line of the hint that explains them.
 * `own` are the absolute paths of the sample's files: an interpreter reads them to run them, and says nothing. `names` are those
 * of the sinkhole's addresses, by address: a connection there is one to the name that was asked for.
 */
export function buildTimeline(
  messages: readonly (SystemCall | HintLine)[],
  root: string,
  own: Own = new Map(),
  canaries: readonly Canary[] = [],
  names: ReadonlyMap<string, string> = new Map(),
): Timeline {
  const events: Event[] = [];
  const leaving: Observation[] = [];
  const reads = readable(canaries);
  const owners = new Owners();
  const explain = new Explainer();
  const reached: Reached[] = [];
  const lines = new LineCount(root, own);
  const shell = new ShellTrace(messages, root, own);
  const silence = new Silence();
  let dropped = 0;
  let spoken = 0;
  let facts = 0;
  let exercised = 0;
  const called = new Set<number>();
  let uncaught: string | undefined;

  function add(told: Omit<Event, 'id'>, origin: Origin): void {
    const event = named(told, names);
    const last = events.at(-1);
    let kept: Event | undefined;
    if (last !== undefined && sameAction(last, event)) {
      last.count = (last.count ?? 1) + 1;
      kept = last;
    } else if (event.observer === 'interpreter' ? ++spoken > MAX_SPOKEN : ++facts > MAX_EVENTS) dropped++;
    else {
      owners.see(event);
      const owner = owners.of(event);
      const owned = owner === undefined ? event : { ...event, detail: { ...event.detail, owner } };
      kept = markRead({ id: `event:${events.length + 1}`, ...owned }, reads);
      events.push(kept);
    }
    if (canaries.length > 0) leaving.push(...seenLeaving(kept ?? event, origin));
  }

  function hint(line: HintLine, said: Hint): void {
    const { ms } = line;
    if (said.kind === 'begin' && said.key !== undefined) explain.begin(said.pid, said.key);
    if ((said.kind === 'hint' || said.kind === 'exercised') && !explain.isGenuine(said.pid, said.key)) {
      silence.forged(said.pid, line, said.kind === 'hint' ? said.operation : said.name);
      return;
    }
    // That lines ran lightens a verdict: who says so has to be an agent.
    if (said.kind === 'lines' && !explain.isGenuineOf(said.file, said.key)) {
      silence.forged(0, line, said.file);
      return;
    }
    if (said.kind === 'lines') lines.add(said.file, said.lines, said.complete);
    if (said.kind === 'exercised') {
      exercised++;
      called.add(said.pid);
    }
    if (said.kind === 'error') uncaught = said.name;
    if (said.kind !== 'hint' && said.kind !== 'trace') return;
    const source = said.kind === 'trace' ? shell.sourceOf(said) : sourceOf(root, said.file, said.line);
    if (source !== undefined) lines.add(said.file, [[source.line, source.line]], false);
    explain.remember(said, source);
    silence.heard(said.pid, source, said.kind === 'hint' ? said.capability : undefined);
    const meaning = said.kind === 'trace' ? meaningOfTrace(said) : said;
    if (said.kind === 'trace' && canaries.length > 0) leaving.push(...tracedLeaving(said.command, source));
    if (meaning === undefined) return;
    const sending = said.kind === 'hint' ? toldSending(named(said, names), source) : undefined;
    if (sending !== undefined) {
      if (canaries.length > 0) leaving.push(...sending);
      return;
    }
    add(
      {
        atMs: ms,
        capability: meaning.capability,
        operation: meaning.operation,
        target: meaning.target,
        outcome: said.kind === 'hint' && said.values.outcome === 'denied' ? 'denied' : 'allowed',
        observer: 'interpreter',
        process: { pid: said.pid, command: explain.command(said.pid) },
        ...(called.has(said.pid) && { exercised: true as const }),
        ...(source === undefined ? {} : { source }),
        ...(said.kind === 'hint' ? detailOf(said.values) : {}),
      },
      said,
    );
  }

  function fact(call: SystemCall, at: number): void {
    if (explain.isOpeningHints(call) || isOfEventLoop(call)) return;
    const meaning = readCall(call);
    if (called.has(call.ppid)) called.add(call.pid);
    const isShells = shell.knows(call) && explain.runsShell(call.pid);
    const ended = isShells && explain.runsShell(call.ppid) ? shell.endedAt(call, at) : undefined;
    if (ended !== undefined) silence.untraced(call, ended.source);
    const explained = explain.explain(call, meaning, isShells ? shell.lineOf(call, at) : undefined);
    if (meaning !== undefined && !explained.by) silence.unexplained(call, meaning);
    if (call.ok === true && call.address !== undefined && call.port !== undefined)
      reached.push({
        ms: call.ms,
        address: plainAddress(call.address),
        port: call.port,
        process: { pid: call.pid, command: call.comm },
        source: explained.source,
      });
    if (meaning === undefined || (!explained.by && meaning.capability === 'file.read' && own.has(meaning.target)))
      return;
    add(
      {
        atMs: call.ms,
        ...meaning,
        operation: call.call,
        observer: 'kernel',
        process: { pid: call.pid, command: call.comm },
        ...(called.has(call.pid) && { exercised: true as const }),
        ...(explained.source === undefined ? {} : { source: explained.source }),
        ...(explained.by ? {} : { unexplained: true as const }),
      },
      call,
    );
  }

  for (const [at, message] of messages.entries()) {
    if (message.t === 'sys') fact(message, at);
    else {
      const said = parseHint(message.line);
      if (said !== undefined) hint(message, said);
    }
  }
  events.push(...silence.events(events.length + 1));
  return {
    events,
    dropped,
    leaving,
    lines: lines.list(),
    reached,
    exercised,
    ...(uncaught === undefined ? {} : { uncaught }),
  };
}

const ADDRESS = /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)):(\d+)$/i;

/** Node asks for a ring of its own with each event loop, for a worker and for a child that is waited for; it is refused, and goes on. */
function isOfEventLoop({ call, a, comm }: SystemCall): boolean {
  return call === 'io_uring_setup' && a === 256 && /^(?:MainThread|WorkerThread|node)$/.test(comm);
}

/** The same event by the name its address was given for. */
function named<E extends Pick<Event, 'capability' | 'target' | 'detail'>>(
  event: E,
  names: ReadonlyMap<string, string>,
): E {
  if (names.size === 0 || !event.capability.startsWith('network.')) return event;
  const [, six, four, port] = ADDRESS.exec(event.target) ?? [];
  const address = plainAddress(six ?? four ?? '');
  const name = names.get(address);
  return name === undefined ? event : { ...event, target: `${name}:${port}`, detail: { ...event.detail, address } };
}

/** An IPv4 address that stands in an IPv6 one by itself. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function detailOf({ outcome: _, ...detail }: Readonly<Record<string, string>>): Pick<Event, 'detail'> {
  return Object.keys(detail).length > 0 ? { detail } : {};
}

function sameAction(last: Event, next: Omit<Event, 'id'>): boolean {
  return (
    last.observer === next.observer &&
    last.operation === next.operation &&
    last.target === next.target &&
    last.outcome === next.outcome &&
    last.process.pid === next.process.pid &&
    last.source?.line === next.source?.line &&
    last.source?.file === next.source?.file
  );
}

/** The place in the sample, with the path relative to its root; undefined for what is none of the sample's code. */
export function sourceOf(root: string, file: string | undefined, line: number | undefined): Source | undefined {
  if (file === undefined || line === undefined || line < 1 || !file.startsWith(`${root}/`)) return undefined;
  return { file: file.slice(root.length + 1), line };
}

class LineCount {
  readonly #files = new Map<string, { executed: Set<number>; complete: boolean }>();
  readonly #root: string;
  readonly #own: Own;
  #left = 1_000_000;

  constructor(root: string, own: Own) {
    this.#root = root;
    this.#own = own;
  }

  add(path: string | undefined, lines: readonly (readonly [first: number, last: number])[], complete: boolean): void {
    const file = sourceOf(this.#root, path, 1)?.file;
    if (file === undefined || path === undefined || !this.#own.has(path)) return;
    const entry = this.#files.get(file) ?? { executed: new Set(), complete: false };
    for (const [first, last] of lines)
      for (let line = first; line <= last && this.#left > 0; line++, this.#left--) entry.executed.add(line);
    entry.complete ||= complete;
    this.#files.set(file, entry);
  }

  list(): { file: string; executed: number[]; complete: boolean }[] {
    return [...this.#files].map(([file, { executed, complete }]) => ({
      file,
      executed: [...executed].sort((a, b) => a - b),
      complete,
    }));
  }
}
