import type { Source } from './event.ts';
import type { Hint } from './hint.ts';
import type { Meaning } from './kernel.ts';
import type { SystemCall } from './message.ts';

/** Which hint, if any, explains a fact. */
export interface Explanation {
  readonly by: boolean;
  readonly source?: Source | undefined;
}

type Said = Extract<Hint, { kind: 'hint' | 'trace' }>;

interface Remembered {
  readonly hint: Said;
  readonly source: Source | undefined;
}

interface Process {
  command: string;
  /** Most recent last; a fact follows its hint closely. */
  readonly hints: Remembered[];
  /** Where the sample started this process, once it executes a program of its own that no agent speaks for. */
  program?: Source | 'unknown';
  parent?: number;
}

const MEMORY = 16;

/** Follows processes and their hints, so that each fact finds the line that caused it: its own process's, or its parents'. */
export class Explainer {
  readonly #processes = new Map<number, Process>();

  command(pid: number): string {
    return this.#processes.get(pid)?.command ?? '';
  }

  remember(hint: Said, source: Source | undefined): void {
    const { hints } = this.#process(hint.pid);
    hints.push({ hint, source });
    if (hints.length > MEMORY) hints.shift();
  }

  explain(call: SystemCall, meaning: Meaning | undefined): Explanation {
    const process = this.#process(call.pid);
    process.command = call.comm;
    process.parent ??= call.ppid;
    if (meaning?.capability === 'process.spawn') return this.#spawn(process, meaning);
    if (process.program !== undefined) return { by: true, source: sourceOrNone(process.program) };
    if (meaning === undefined) return { by: true };
    return this.#own(process, call, meaning) ?? this.#inherited(process) ?? { by: false };
  }

  #spawn(process: Process, meaning: Meaning): Explanation {
    const parent = process.parent === undefined ? undefined : this.#processes.get(process.parent);
    const source =
      process.program === undefined
        ? (this.#latestSpawn(process) ?? (parent && this.#latestSpawn(parent)) ?? parent?.program)
        : process.program;
    if (meaning.outcome !== 'denied') process.program = source ?? 'unknown';
    return { by: source !== undefined, source: source === undefined ? undefined : sourceOrNone(source) };
  }

  #latestSpawn(process: Process): Source | 'unknown' | undefined {
    const found = process.hints.findLast(({ hint }) => hint.kind === 'trace' || hint.capability === 'process.spawn');
    return found === undefined ? undefined : (found.source ?? 'unknown');
  }

  /** A hint of the process itself: about the same thing, or, from a shell, the command it is busy with. */
  #own(process: Process, call: SystemCall, meaning: Meaning): Explanation | undefined {
    const found = process.hints.findLast(({ hint }) => hint.kind === 'trace' || speaksOf(hint, call, meaning));
    if (found !== undefined) return { by: true, source: found.source };
    // Native code acts behind the interpreter's back. That stays unexplained; where it was called is worth telling.
    const last = process.hints.at(-1);
    return last?.hint.kind === 'hint' && last.hint.capability === 'code.native'
      ? { by: false, source: last.source }
      : undefined;
  }

  /** A child forked without a program of its own: in a shell, or before it speaks for itself. */
  #inherited(process: Process): Explanation | undefined {
    const parent = process.parent === undefined ? undefined : this.#processes.get(process.parent);
    if (process.hints.length > 0 || parent === undefined) return undefined;
    if (parent.program !== undefined) return { by: true, source: sourceOrNone(parent.program) };
    const last = parent.hints.findLast(({ hint }) => hint.kind === 'trace' || hint.capability === 'process.spawn');
    return last && { by: true, source: last.source };
  }

  #process(pid: number): Process {
    const known = this.#processes.get(pid);
    if (known !== undefined) return known;
    const fresh: Process = { command: '', hints: [] };
    this.#processes.set(pid, fresh);
    return fresh;
  }
}

function sourceOrNone(source: Source | 'unknown'): Source | undefined {
  return source === 'unknown' ? undefined : source;
}

type Spoken = Extract<Hint, { kind: 'hint' }>;

function speaksOf(hint: Spoken, call: SystemCall, meaning: Meaning): boolean {
  const area = meaning.capability.split('.')[0];
  switch (area) {
    case 'file':
    case 'secret':
      return explainsFile(hint, call, meaning);
    case 'network':
      // A name is resolved on the way to a connection; one hint is followed by several calls.
      return hint.capability.startsWith('network.');
    default:
      return hint.capability === meaning.capability;
  }
}

function explainsFile(hint: Spoken, call: SystemCall, meaning: Meaning): boolean {
  // Looking for a module lists the folders it could be in and reads it.
  if (hint.capability === 'code.import') return meaning.capability === 'file.read';
  // A library that is loaded is read as a file.
  if (hint.capability === 'code.native')
    return meaning.capability === 'file.read' && sameTarget(hint.target, meaning.target);
  const paths = [call.path ?? '', call.to ?? ''].filter((path) => path !== '');
  // A database keeps files beside its own: `a.db-journal`. What is done to them follows from opening it.
  if (paths.some((path) => path.startsWith(`${hint.target}-`) && hint.target.startsWith('/'))) return true;
  // A copy takes the permissions along.
  const kind = kindOf(meaning.capability);
  if (hint.capability === 'file.write' && kind === 'file.permission')
    return paths.some((path) => sameTarget(hint.target, path));
  if (kindOf(hint.capability) !== kind) return false;
  return paths.some((path) => sameTarget(hint.target, path) || path.startsWith(`${hint.target}/`));
}

/** A secret is a file that is read; the word is chosen by what is in it. */
function kindOf(capability: string): string {
  return capability === 'secret.read' ? 'file.read' : capability;
}

/** Hints carry paths as the program wrote them, facts carry them absolute. */
function sameTarget(said: string, seen: string): boolean {
  if (said === '' || seen === '') return false;
  const tidy = said.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  return (
    seen === said || seen === tidy || seen.endsWith(`/${tidy.replace(/^(\.\.\/)+/, '')}`) || tidy.startsWith(`${seen}/`)
  );
}
