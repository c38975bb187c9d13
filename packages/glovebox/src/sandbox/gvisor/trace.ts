import { posix } from 'node:path';
import type { HintLine, SystemCall } from '../../observe/message.ts';
import { QUIET } from '../warden/records.ts';
import { type Read, readAddress, readExecuted, readNumbers, readPayload, readSleep, socketOf } from './arguments.ts';
import { BOOKKEEPING, openFlags, refusedCall, SHAPES } from './calls.ts';
import { readTraceLine, type TraceLine } from './line.ts';
import { HintMarks } from './marks.ts';
import { type Directory, splitArguments } from './split.ts';

type Enter = Extract<TraceLine, { kind: 'enter' }>;
type Exit = Extract<TraceLine, { kind: 'exit' }>;

const MAX_CALLS = 20_000;
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const WORK = '/work';

/** What the sentry's trace and the agents' hints say together, in order. */
export interface Joined {
  readonly messages: readonly (SystemCall | HintLine)[];
  readonly dropped: number;
  /** Processes that were made. */
  readonly forks: number;
  /** Whether one was refused for being too many. */
  readonly refusedFork: boolean;
}

/** Links of the sandbox's own root, by their path: where they lead is told as `real`, as in the jail. */
export type Links = ReadonlyMap<string, string>;

interface Process {
  readonly parent: number | undefined;
  cwd: string;
  readonly descriptors: Map<number, string>;
}

interface Seen {
  readonly at: number;
  readonly call: Writable<SystemCall>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads the sentry's log (`runsc --strace --debug --debug-log-format=json`) as the kernel observer: system calls as the sentry
 * itself saw them, in the messages that a warden writes. What the warden's own processes do is left out: they are older than the
 * sample's. One for each sandbox.
 */
export class Trace {
  readonly #links: Links;
  readonly #processes = new Map<number, Process>();
  readonly #names = new Map<number, string>();
  /** Calls that have begun and not ended, by thread. */
  readonly #pending = new Map<number, { enter: Enter; seen?: Seen; parent?: number }>();
  readonly #peers = new Map<string, Read>();
  readonly #marks = new HintMarks();
  #seen: (Seen | { at: number; mark: number })[] = [];
  #dropped = 0;
  #forks = 0;
  #refusedFork = false;

  constructor(links: Links = new Map()) {
    this.#links = links;
  }

  /** One line of the log, without its newline. */
  read(line: string): void {
    const entry = readTraceLine(line);
    if (entry === undefined || this.#marks.isWarden(entry.pid)) return;
    if (entry.kind === 'refused') this.#refused(entry);
    else if (entry.kind === 'enter') this.#enter(entry);
    else this.#exit(entry);
  }

  /** A line that was too long to keep. */
  drop(): void {
    this.#dropped++;
  }

  /**
   * Everything since the last time, with `hints` where the agents wrote them: their order among the calls is the order of the
   * writes in the trace, and their time the trace's. `begin` is when the sample's first instruction came.
   */
  join(hints: readonly HintLine[]): Joined {
    const entries = this.#seen;
    this.#seen = [];
    const begin = this.#marks.begin;
    const messages: (SystemCall | HintLine)[] = [];
    const place = this.#marks.placer(hints);
    for (const entry of entries) {
      const ms = begin === undefined ? 0 : Math.max(0, Math.round((entry.at - begin) * 1000) / 1000);
      if ('mark' in entry) messages.push(...place(entry.mark, ms));
      else messages.push({ ...entry.call, ms });
    }
    messages.push(...place(undefined, 0));
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { messages, dropped, forks: this.#forks, refusedFork: this.#refusedFork };
  }

  /** A session has come to its next cell: times count from its beginning. */
  nextCell(): void {
    this.#marks.nextCell();
  }

  #enter(entry: Enter): void {
    const process = this.#process(entry.pid);
    this.#names.set(entry.tid, entry.comm);
    const pending: { enter: Enter; seen?: Seen; parent?: number } = { enter: entry };
    this.#pending.set(entry.tid, pending);
    if (entry.call === 'write') {
      const mark = this.#marks.write(entry.pid, entry.args, entry.at);
      if (mark !== undefined) this.#keep({ at: entry.at, mark });
      return;
    }
    if (BOOKKEEPING.has(entry.call) || !this.#marks.begun) return;
    const said = this.#read(process, entry);
    if (said === undefined) return;
    const call: Writable<SystemCall> = {
      t: 'sys',
      ms: 0,
      pid: entry.pid,
      tid: entry.tid,
      ppid: process.parent ?? 0,
      comm: entry.comm,
      call: entry.call,
      ...said,
    };
    pending.seen = { at: entry.at, call };
    this.#keep(pending.seen);
  }

  #exit(entry: Exit): void {
    const pending = this.#pending.get(entry.tid);
    if (pending === undefined || pending.enter.call !== entry.call) return;
    this.#pending.delete(entry.tid);
    const ok = entry.errno === 0;
    if (pending.seen !== undefined) settle(pending.seen, pending.enter.args, entry);
    if (MAKES.has(entry.call) && entry.errno === EAGAIN) this.#refusedFork = true;
    if (ok) this.#follow(this.#process(entry.pid), pending.enter, entry.result);
  }

  #refused({ at, pid, tid, number }: Extract<TraceLine, { kind: 'refused' }>): void {
    const name = refusedCall(number);
    if (name === undefined || !this.#marks.begun) return;
    const process = this.#process(pid);
    const comm = this.#names.get(tid) ?? this.#names.get(pid) ?? '';
    const call: SystemCall = { t: 'sys', ms: 0, pid, tid, ppid: process.parent ?? 0, comm, call: name, ok: false };
    this.#keep({ at, call });
  }

  #keep(entry: Seen | { at: number; mark: number }): void {
    if (this.#seen.length < MAX_CALLS * 2) this.#seen.push(entry);
    else this.#dropped++;
  }

  /** Follows what later lines rest on: working directories, descriptors, who is whose child. */
  #follow(process: Process, { call, args, pid, tid }: Enter, result: number): void {
    if (call === 'chdir')
      process.cwd =
        this.#path(
          process,
          splitArguments(['path'], args, () => undefined),
        ) ?? process.cwd;
    if (call === 'fchdir') process.cwd = /^0x[0-9a-f]+ (\/[\s\S]*)$/.exec(args)?.[1] ?? process.cwd;
    if (call === 'open' || call === 'openat') {
      const path = this.#path(process, this.#split(process, call, args));
      if (path !== undefined && process.descriptors.size < 1000) process.descriptors.set(result, path);
    }
    if ((call === 'clone' && !args.includes('CLONE_THREAD')) || call === 'fork' || call === 'vfork') {
      this.#names.set(result, this.#names.get(result) ?? this.#names.get(tid) ?? '');
      this.#born(result, pid);
      if (this.#marks.begun) this.#forks++;
    }
  }

  #born(child: number, parent: number): Process {
    const { cwd, descriptors } = this.#process(parent);
    const known = this.#processes.get(child);
    const born: Process = { parent, cwd: known?.cwd ?? cwd, descriptors: known?.descriptors ?? new Map(descriptors) };
    this.#processes.set(child, born);
    return born;
  }

  /** A child may speak before the call that made it has returned: then its parent is whoever is at making one. */
  #process(pid: number): Process {
    const known = this.#processes.get(pid);
    if (known !== undefined) return known;
    const making = [...this.#pending.values()].findLast(({ enter }) => MAKES.has(enter.call) && enter.pid !== pid);
    if (making !== undefined) return this.#born(pid, making.enter.pid);
    const fresh: Process = { parent: undefined, cwd: WORK, descriptors: new Map() };
    this.#processes.set(pid, fresh);
    return fresh;
  }

  #read(process: Process, { call, args }: Enter): Read | undefined {
    switch (call) {
      case 'execve':
      case 'execveat':
        return this.#executed(process, call, args);
      case 'connect':
      case 'bind':
        return this.#address(call, args);
      case 'sendto':
      case 'sendmsg':
      case 'sendmmsg':
      case 'writev':
        return this.#sent(call, args);
      case 'nanosleep':
      case 'clock_nanosleep':
        return readSleep(args);
      default:
        return SHAPES[call]?.[0] === 'rest' ? readNumbers(args) : this.#onPath(process, call, args);
    }
  }

  #onPath(process: Process, call: string, args: string): Read | undefined {
    const pieces = this.#split(process, call, args);
    if (pieces === undefined) return undefined;
    if (SHAPES[call]?.[0] === 'descriptor') {
      const path = pieces.directories[0]?.path;
      return path?.startsWith('/') ? { path, ok: true } : undefined;
    }
    if (SHAPES[call]?.[0] === 'text') {
      const to = this.#path(process, { ...pieces, paths: pieces.paths.slice(1) });
      return { path: pieces.paths[0] ?? '', ...(to === undefined ? {} : { to }) };
    }
    const path = this.#path(process, pieces);
    if (path === undefined) return undefined;
    if (call === 'open' || call === 'openat') return this.#opened(path, openFlags(pieces.numbers[0] ?? ''));
    if (pieces.paths.length < 2 || SHAPES[call]?.[1] === 'text') return { path };
    const to = this.#path(process, {
      ...pieces,
      paths: pieces.paths.slice(1),
      directories: pieces.directories.slice(1),
    });
    return { path, ...(to === undefined ? {} : { to }) };
  }

  #opened(path: string, flags: number): Read | undefined {
    const writes = isWrite(flags);
    const real = this.#real(path);
    if (!writes && isQuiet(path) && isQuiet(real)) return undefined;
    return { path, flags, ...(real !== path && (flags & O_CREAT) === 0 ? { real } : {}) };
  }

  #executed(process: Process, call: string, args: string): Read | undefined {
    const executed = readExecuted(args);
    if (executed === undefined) return undefined;
    const shape = call === 'execve' ? (['path'] as const) : (['dir', 'path'] as const);
    const path = this.#path(
      process,
      splitArguments(shape, executed.path, (of) => directory(process, of)),
    );
    return path === undefined ? undefined : { path, argv: executed.argv };
  }

  #address(call: string, args: string): Read | undefined {
    const address = readAddress(args);
    const socket = socketOf(args);
    if (address === undefined || socket === undefined) return undefined;
    if (call === 'connect') this.#peers.set(socket.label, address);
    return { ...address, ...(call === 'connect' ? { fd: socket.fd } : {}) };
  }

  #sent(call: string, args: string): Read | undefined {
    const socket = socketOf(args);
    const to = readAddress(args) ?? this.#peers.get(socket?.label ?? '');
    if (to?.family !== 'inet' && to?.family !== 'inet6') return undefined;
    if (call !== 'writev') return { ...to, ...readPayload(call, args) };
    // Of what is written to streams only questions to a resolver are told; two bytes before them say how long they are.
    return to.port === 53 ? { ...to, ...readPayload(call, args.replace(LENGTH, '')) } : undefined;
  }

  #split(process: Process, call: string, args: string) {
    return splitArguments(SHAPES[call] ?? [], args, (of) => directory(process, of));
  }

  /** The first path of a call, absolute and tidied by its text. */
  #path(process: Process, pieces: ReturnType<typeof splitArguments>): string | undefined {
    const path = pieces?.paths[0];
    if (pieces === undefined || path === undefined) return undefined;
    if (path.startsWith('/')) return tidy(path);
    const from = pieces.directories[0] ?? { of: 'cwd', path: undefined };
    const folder = from.path ?? directory(process, from.of) ?? '';
    if (from.of === 'cwd' && from.path !== undefined) process.cwd = from.path;
    return tidy(`${folder}/${path}`);
  }

  /** Where the links of the root lead. Links that the sample makes are not followed: what it asked for is told. */
  #real(path: string): string {
    const top = path.indexOf('/', 1) < 0 ? path : path.slice(0, path.indexOf('/', 1));
    const target = this.#links.get(top);
    return target === undefined ? path : tidy(`/${target}${path.slice(top.length)}`);
  }
}

/** What the sentry's answer says of a call. A refusal is one of permission: that nothing was there to remove is none. */
function settle({ at, call }: Seen, args: string, { call: name, errno, at: end }: Exit): void {
  const reads = call.flags !== undefined && !isWrite(call.flags);
  if (TELLS_OK.has(name)) call.ok = reads || EXECUTES.has(name) ? errno === 0 : !REFUSALS.has(errno);
  // An absolute time to sleep until says nothing; how long it took does.
  if (name === 'clock_nanosleep' && ABSOLUTE.test(args)) call.seconds = Math.round((end - at) * 1000) / 1e6;
}

const EAGAIN = 11;
/** TIMER_ABSTIME */
const ABSOLUTE = /^0x[0-9a-f]+, 0x1, /;

const EXECUTES: ReadonlySet<string> = new Set(['execve', 'execveat']);
/** EPERM, EACCES, ENOTDIR, EROFS. */
const REFUSALS: ReadonlySet<number> = new Set([1, 13, 20, 30]);

function isWrite(flags: number): boolean {
  return (flags & O_ACCMODE) !== 0 || (flags & (O_CREAT | O_TRUNC)) !== 0;
}

const LENGTH = /\{base=0x[0-9a-f]+, len=2(?:, "(?:[^"\\]|\\[\s\S])*")?\}, /;

const MAKES: ReadonlySet<string> = new Set(['clone', 'fork', 'vfork']);

/** Calls whose outcome is part of what they mean. */
const TELLS_OK: ReadonlySet<string> = new Set(
  Object.entries(SHAPES)
    .filter(([name, [first]]) => (first !== 'rest' && !BOOKKEEPING.has(name)) || name.startsWith('execve'))
    .map(([name]) => name),
);

function directory(process: Process, of: Directory['of']): string | undefined {
  return of === 'cwd' ? process.cwd : process.descriptors.get(of);
}

function isQuiet(path: string): boolean {
  return QUIET.some((quiet) => path === quiet || path.startsWith(`${quiet}/`));
}

function tidy(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/+$/, '') : normal;
}
