import type { Source } from './event.ts';
import type { Hint } from './hint.ts';
import type { Meaning } from './kernel.ts';
import type { SystemCall } from './message.ts';
import { type Said, SPEAKS, saidOf, speaksOf, speaksOfProgram } from './speaks.ts';

/** Which hint, if any, explains a fact. */
export interface Explanation {
  readonly by: boolean;
  readonly source?: Source | undefined;
}

type Saying = Extract<Hint, { kind: 'hint' | 'trace' }>;

interface Remembered {
  readonly hint: Saying;
  readonly said: Said | undefined;
  readonly source: Source | undefined;
}

interface Process {
  command: string;
  /** Most recent last; a fact follows its hint closely. */
  hints: Remembered[];
  /** Older ones, by the last part of what they speak of: of many things begun at once each is done in its own time. */
  named: Map<string, Remembered>;
  /** Where the sample started this process, once it executes a program of its own that no agent speaks for. */
  program?: Source | 'unknown';
  /** It executes another program and has done nothing yet. */
  starting?: boolean;
  parent?: number;
  /** What its agent's hints carry. */
  key?: string;
}

/** What Node calls the code of a worker that is given as text. */
const EVALUATED_WORKER = '[worker eval]';

/** Files whose interpreters' agents have no key. */
const KEYLESS = /\.(?:[cm]?[jt]s|[jt]sx|sh|bash)$/i;

const MEMORY = 48;
const NAMED = 4_096;

/** Follows processes and their hints, so that each fact finds the line that caused it: its own process's, or its parents'. */
export class Explainer {
  readonly #processes = new Map<number, Process>();
  readonly #keys = new Set<string>();

  command(pid: number): string {
    return this.#processes.get(pid)?.command ?? '';
  }

  remember(hint: Saying, place: Source | undefined): void {
    const process = this.#process(hint.pid);
    const source = place ?? (hint.file === EVALUATED_WORKER ? workerOf(process) : undefined);
    const said = hint.kind === 'hint' ? saidOf(hint) : undefined;
    const remembered = { hint, said, source };
    process.hints.push(remembered);
    if (process.hints.length > MEMORY * 2) process.hints.splice(0, MEMORY);
    if (said === undefined || !said.hint.capability.startsWith('file.')) return;
    const key = `${said.hint.capability} ${lastPart(said.tidy)}`;
    process.named.delete(key);
    process.named.set(key, remembered);
    if (process.named.size > NAMED) process.named.delete(process.named.keys().next().value ?? '');
  }

  /** `shell` is the line of a shell's command where the order of its trace alone would name the one before. */
  explain(call: SystemCall, meaning: Meaning | undefined, shell?: Source): Explanation {
    const process = this.#process(call.pid);
    process.command = call.comm;
    process.parent ??= call.ppid;
    if (meaning?.capability === 'process.spawn') return this.#spawn(process, call, meaning, shell);
    process.starting = false;
    if (process.program !== undefined) {
      const said = this.#ofAgent(process, call, meaning);
      if (said?.source !== undefined) return shell === undefined ? said : { by: true, source: shell };
      return { by: true, source: sourceOrNone(process.program) };
    }
    if (meaning === undefined) return { by: true };
    if (shell !== undefined) return { by: true, source: shell };
    return this.#own(process, call, meaning) ?? this.#inherited(process) ?? { by: false };
  }

  /** An interpreter that the sample starts opens the hints of the first process for its agent: nothing that the sample does. */
  isOpeningHints(call: SystemCall): boolean {
    const process = this.#process(call.pid);
    return process.starting === true && call.call === 'openat' && /^\/proc\/2\/fd\/40?$/.test(call.path ?? '');
  }

  /** An agent names its key: the first one before the sample's first instruction, one of a child's before it says anything else. */
  begin(pid: number, key: string): void {
    const process = this.#process(pid);
    const isFirst = this.#keys.size === 0 || (process.program !== undefined && process.hints.length === 0);
    if (!isFirst || process.key !== undefined) return;
    process.key = key;
    this.#keys.add(key);
  }

  /** Whether the agent of the process may have said it: with its key, or that of the process it was forked from. Node and bash have none. */
  isGenuine(pid: number, key: string | undefined): boolean {
    if (this.#keys.size === 0) return true;
    let process = this.#processes.get(pid);
    for (let up = 0; up < 8 && process !== undefined; up++, process = this.#parentOf(process)) {
      if (process.key !== undefined) return process.key === key;
      if (process.program !== undefined) return true;
    }
    return key !== undefined && this.#keys.has(key);
  }

  /** Whether an agent may have said which lines of a file ran. Those of Node and bash have no key, and speak of their own files. */
  isGenuineOf(file: string, key: string | undefined): boolean {
    return this.#keys.size === 0 || (key === undefined ? KEYLESS.test(file) : this.#keys.has(key));
  }

  /** Whether the process is a shell itself and no program that one started. */
  runsShell(pid: number): boolean {
    const process = this.#processes.get(pid);
    const last = process?.hints.at(-1);
    return last === undefined ? process?.program === undefined : last.hint.kind === 'trace';
  }

  #spawn(process: Process, call: SystemCall, meaning: Meaning, shell: Source | undefined): Explanation {
    const parent = this.#parentOf(process);
    const source =
      shell ??
      (process.program === undefined || process.hints.length > 0
        ? (known(latestSpawn(process, call)) ?? (parent && (known(latestSpawn(parent, call)) ?? parent.program)))
        : undefined) ??
      process.program ??
      this.#forked(parent);
    const native = [process, parent].map((one) => one?.hints.at(-1)).find(isNativeCall);
    if (meaning.outcome !== 'denied') {
      process.program = source ?? native?.source ?? 'unknown';
      process.starting = true;
      // What was said before is not said by the program that comes.
      process.hints = [];
      delete process.key;
      process.named = new Map();
    }
    if (source !== undefined) return { by: true, source: sourceOrNone(source) };
    return { by: false, source: native?.source };
  }

  /** A program that starts another through children that did nothing else, as `watch` does: the line that started the first. */
  #forked(child: Process | undefined): Source | 'unknown' | undefined {
    let process = child;
    for (let up = 0; up < 8 && process !== undefined; up++, process = this.#parentOf(process)) {
      if (process.program !== undefined) return process.program;
      if (process.hints.length > 0) return undefined;
    }
    return undefined;
  }

  /** A program that an agent speaks for from within, as for a script of the sample's. */
  #ofAgent(process: Process, call: SystemCall, meaning: Meaning | undefined): Explanation | undefined {
    if (process.hints.length === 0 || meaning === undefined) return undefined;
    return this.#own(process, call, meaning);
  }

  /** A hint of the process itself: about the same thing, or, from a shell, the command it is busy with. */
  #own(process: Process, call: SystemCall, meaning: Meaning): Explanation | undefined {
    const found = best(process, call, meaning);
    if (found !== undefined) return { by: true, source: found.source ?? this.#startOf(process) };
    // Native code acts behind the interpreter's back. That stays unexplained; where it was called is worth telling.
    const last = process.hints.at(-1);
    return last?.hint.kind === 'hint' && last.hint.capability === 'code.native'
      ? { by: false, source: last.source }
      : undefined;
  }

  /** A child forked without a program of its own: in a shell, or before it speaks for itself. */
  #inherited(process: Process): Explanation | undefined {
    if (process.hints.length > 0) return undefined;
    let parent = this.#parentOf(process);
    for (let up = 0; up < 8 && parent !== undefined; up++, parent = this.#parentOf(parent)) {
      if (parent.program !== undefined) return { by: true, source: sourceOrNone(parent.program) };
      const last = parent.hints.findLast(({ hint }) => hint.kind === 'trace' || hint.capability === 'process.spawn');
      if (last !== undefined) return { by: true, source: last.source };
      if (parent.hints.length > 0) return undefined;
    }
    return undefined;
  }

  /** Where a process that was forked, and does nothing of the sample's code itself, was made. */
  #startOf(process: Process): Source | undefined {
    if (process.program !== undefined) return undefined;
    return this.#parentOf(process)?.hints.findLast(({ said }) => said?.hint.capability === 'process.spawn')?.source;
  }

  #parentOf({ parent }: Process): Process | undefined {
    return parent === undefined ? undefined : this.#processes.get(parent);
  }

  #process(pid: number): Process {
    const known = this.#processes.get(pid);
    if (known !== undefined) return known;
    const fresh: Process = { command: '', hints: [], named: new Map() };
    this.#processes.set(pid, fresh);
    return fresh;
  }
}

/** The hint that speaks best of the fact, the last of those; one with a line before one without. */
function best(process: Process, call: SystemCall, meaning: Meaning): Remembered | undefined {
  const last = process.hints.at(-1);
  if (isNativeCall(last) && last.said?.hint.tid === call.tid)
    return speaksOf(last.said, call, meaning) === SPEAKS.never ? undefined : last;
  let found: Remembered | undefined;
  let most = 0;
  for (let at = process.hints.length - 1; at >= 0; at--) {
    const one = process.hints[at] as Remembered;
    const value = one.said === undefined ? SPEAKS.closely : speaksOf(one.said, call, meaning);
    if (value === SPEAKS.never) continue;
    const weighed = value + (one.source === undefined ? -1.5 : 0) + (one.said?.hint.tid === call.tid ? 0.25 : 0);
    if (found !== undefined && weighed <= most) continue;
    found = one;
    most = weighed;
    if (one.said === undefined || most > SPEAKS.exactly) break;
  }
  if (most >= SPEAKS.exactly) return found;
  for (const path of [call.path, call.to]) {
    const older = path === undefined ? undefined : process.named.get(`${meaning.capability} ${lastPart(path)}`);
    if (
      older?.said !== undefined &&
      speaksOf(older.said, call, meaning) === SPEAKS.exactly &&
      older.source !== undefined
    )
      return older;
  }
  return found;
}

/** Where the process last started a worker from text. */
function workerOf(process: Process): Source | undefined {
  const started = ({ said }: Remembered) => said?.hint.operation === 'worker_threads.Worker' && said.tidy === 'eval';
  return process.hints.findLast(started)?.source;
}

/** A script of nobody's that says which of its own lines it is at says nothing of the sample's: who started it does. */
function known(source: Source | 'unknown' | undefined): Source | undefined {
  return source === 'unknown' ? undefined : source;
}

/** Where the process last said that it starts what is started here. */
function latestSpawn(process: Process, call: SystemCall): Source | 'unknown' | undefined {
  if (isNativeCall(process.hints.at(-1))) return undefined;
  let found: Remembered | undefined;
  let most = 0;
  for (let at = process.hints.length - 1; at >= 0; at--) {
    const one = process.hints[at] as Remembered;
    if (one.said !== undefined && one.said.hint.capability !== 'process.spawn') continue;
    const value =
      one.said === undefined ? SPEAKS.exactly : speaksOfProgram(one.said.hint.target, call.argv ?? [], call.path ?? '');
    if (value <= most) continue;
    found = one;
    most = value;
    if (most === SPEAKS.exactly) break;
  }
  return found === undefined ? undefined : (found.source ?? 'unknown');
}

/** Native code that the sample called comes last: what follows is its doing, whatever was said before. */
function isNativeCall(last: Remembered | undefined): last is Remembered {
  return (
    last?.said?.hint.capability === 'code.native' &&
    last.source !== undefined &&
    !last.said.hint.operation.endsWith('dlopen')
  );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function sourceOrNone(source: Source | 'unknown'): Source | undefined {
  return source === 'unknown' ? undefined : source;
}
