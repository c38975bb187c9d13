import { sourceLanguageOf } from '../../sample/language.ts';
import type { Event, Source } from '../event.ts';
import { type Hint, parseHint } from '../hint.ts';
import type { CodeFile, HintLine, SystemCall } from '../message.ts';
import type { Own } from '../shell.ts';
import { sourceOf } from '../timeline.ts';
import type { Captured, CodeLanguage } from './captured.ts';
import { handedTo, languageOfFile } from './command.ts';
import { Kept } from './kept.ts';
import type { Unmarshal } from './marshalled.ts';
import { Pieces, type Told } from './pieces.ts';
import { TracedCode } from './traced.ts';

type Saying = Extract<Hint, { kind: 'hint' }>;
type Message = SystemCall | HintLine | CodeFile;

export interface Capture {
  readonly captured: readonly Captured[];
  /** Pieces beyond the bounds. */
  readonly dropped: number;
}

/** Operations of Node's agent; `eval` is Python's as well, and told apart by what it is said to act on. */
const JAVASCRIPT = /^(?:vm\.|worker_threads\.|module\.|import$)|Function$/;
/** Characters of code in a hint; longer code was told before it, in pieces and once. */
const MOST_SAID = 2_000;
/** A shell that ends its trace is not heard any more. */
const UNTRACED = /^(?:set (?:-\S{1,40} )?\+(?:\w{0,20}x|o xtrace)|exec (?:40|\{BASH_XTRACEFD\})>)/;
/** Lines of agents begin like this; others go on with what a shell's trace began. */
const SPOKEN = /^(?:[WBHLXNVKCEGD]|T+)\x1f/;

/**
 * All code that reached an interpreter in one run, in order. What the kernel told (arguments of programs, files that were read) is
 * fact; what agents say of texts they evaluate may be forged by the sample, and then is said by the sample against itself.
 * `unmarshal` is needed where {@link holdsMarshalled} says so.
 */
export function capture(
  messages: readonly Message[],
  root: string,
  own: Own,
  events: readonly Event[],
  unmarshal: Unmarshal = () => undefined,
): Capture {
  return new Capturer(root, own, events, unmarshal).all(messages);
}

interface Waiting {
  readonly file: CodeFile;
  readonly call: SystemCall | undefined;
  readonly isHanded: boolean;
}

class Capturer {
  readonly #root: string;
  readonly #events: EventIndex;
  readonly #kept: Kept;
  readonly #pieces: Pieces;
  readonly #unmarshal: Unmarshal;
  readonly #traced: TracedCode;
  readonly #told = new Map<string, Told>();
  readonly #beginnings = new Set<string>();
  readonly #calls = new Map<number, SystemCall>();
  readonly #parents = new Map<number, number>();
  readonly #files: Waiting[] = [];
  readonly #ran = new Map<string, Source | undefined>();
  readonly #imported = new Set<string>();
  readonly #speaking = new Set<number>();

  constructor(root: string, own: Own, events: readonly Event[], unmarshal: Unmarshal) {
    this.#root = root;
    this.#unmarshal = unmarshal;
    this.#pieces = new Pieces(unmarshal);
    this.#events = new EventIndex(events);
    this.#traced = new TracedCode(root, own);
    const texts = new Set([...own].flatMap((one) => (typeof one === 'string' ? [] : [ownText(...one)])));
    this.#kept = new Kept((code, language) => texts.has(`${language} ${code}`));
  }

  all(messages: readonly Message[]): Capture {
    for (const message of messages) {
      if (message.t === 'sys') this.#call(message);
      else if (message.t === 'code') this.#file(message);
      else this.#line(message);
    }
    for (const waiting of this.#files) this.#ofFile(waiting);
    const paths = new Set(this.#files.map(({ file }) => file.path));
    for (const { trace, ms, code, path } of this.#traced.finish((file) => paths.has(file))) {
      const event = path === undefined ? this.#events.said(trace.pid, 'eval', '', ms) : undefined;
      const source = sourceOf(this.#root, absolute(this.#root, trace.file), trace.line) ?? this.#lineOf(trace.pid);
      const by = path === undefined ? 'eval' : 'source';
      const how = path === undefined ? 'evaluated' : 'file';
      this.#kept.add({ how, language: 'bash', by, code, pid: trace.pid, path, source, event });
    }
    return { captured: this.#kept.list(), dropped: this.#kept.dropped };
  }

  #call(call: SystemCall): void {
    if (call.ppid > 0) this.#parents.set(call.pid, call.ppid);
    this.#calls.set(call.pid, call);
    if (call.argv === undefined || call.ok === false) return;
    const argv = call.whole === undefined ? call.argv : call.argv.with(call.cut ?? 0, call.whole);
    const handed = handedTo(argv, call.path ?? '');
    if (handed?.code === undefined) return;
    const event = this.#events.started(call);
    this.#kept.add({
      how: 'argument',
      language: handed.language,
      by: handed.by,
      code: handed.code,
      pid: call.pid,
      source: event?.source ?? this.#lineOf(call.pid),
      event,
    });
  }

  #file(file: CodeFile): void {
    const call = this.#calls.get(file.pid);
    this.#files.push({ file, call, isHanded: call?.argv !== undefined });
  }

  #line({ line, ms }: HintLine): void {
    if (!SPOKEN.test(line)) this.#traced.further(line);
    if (line.startsWith('C')) this.#piece(line);
    if (!line.startsWith('H') && !line.startsWith('T')) return;
    const said = parseHint(line);
    if (said?.kind === 'trace') {
      this.#speaking.add(said.pid);
      const sourced = /^(?:source|\.) (\S+)/.exec(said.command)?.[1];
      if (UNTRACED.test(said.command)) this.#speaking.delete(said.pid);
      if (sourced !== undefined) this.#imported.add(stem(sourced));
      this.#traced.take(said, ms);
    }
    if (said?.kind === 'hint') this.#said(said, ms);
  }

  #piece(line: string): void {
    const told = this.#pieces.take(line);
    if (told === undefined) return;
    const { pid, tid, how, language, by, text, isCut } = told;
    if (how === 'evaluated') this.#told.set(`${pid} ${tid}`, told);
    else if (how === 'ran') this.#ran.set(text, sourceOf(this.#root, told.file, told.line));
    else {
      const event = this.#events.startedBy(pid);
      this.#kept.add({ how, language, by, code: text, pid, isCut, source: this.#lineOf(pid), event });
    }
  }

  #said(said: Saying, ms: number): void {
    this.#speaking.add(said.pid);
    if (said.capability === 'code.import') this.#imported.add(stem(said.target));
    const { code } = said.values;
    const told = this.#told.get(`${said.pid} ${said.tid}`);
    if (code === undefined && said.capability !== 'code.deserialize') return;
    this.#told.delete(`${said.pid} ${said.tid}`);
    const piece = {
      how: 'evaluated',
      by: said.operation,
      pid: said.pid,
      source: sourceOf(this.#root, said.file, said.line) ?? this.#lineOf(said.pid),
      event: this.#events.said(said.pid, said.operation, said.target, ms),
    } as const;
    const beginning = code?.slice(0, MOST_SAID) ?? '';
    if (told !== undefined) this.#beginnings.add(told.text.slice(0, MOST_SAID));
    if (told !== undefined) this.#kept.add({ ...piece, language: told.language, code: told.text, isCut: told.isCut });
    if (told !== undefined && belongs(told.text, beginning)) return;
    const isCut = beginning.length >= MOST_SAID;
    // What was told in pieces is not told so again.
    if (isCut && told === undefined && this.#beginnings.has(beginning)) return;
    this.#kept.add({ ...piece, language: languageOf(said), code: beginning, isCut });
  }

  #ofFile({ file, call, isHanded }: Waiting): void {
    if (!isHanded && !this.#isRun(file)) return;
    const bytes = Buffer.from(file.data, 'base64');
    const text = file.path.endsWith('.pyc') ? (this.#unmarshal(bytes.subarray(16)) ?? '') : bytes.toString();
    const asked = call?.argv === undefined ? (call?.comm ?? '') : (call.argv[0] ?? '');
    const { language, by } = languageOfFile(file.path, text, asked);
    const given = isHanded ? by : (ASKS[language] ?? by);
    const event = this.#events.at(call);
    this.#kept.add({
      how: 'file',
      language,
      by: given,
      code: text,
      isCut: bytes.length < file.bytes,
      path: file.path,
      pid: file.pid,
      source: this.#ran.get(file.path) ?? event?.source ?? this.#lineOf(file.pid),
      event,
    });
  }

  /** Reading a file of code is not running it, where an agent is there to say which it is. */
  #isRun({ pid, path }: CodeFile): boolean {
    return this.#ran.has(path) || this.#imported.has(stem(path)) || !this.#speaking.has(pid);
  }

  /** Where the process was started, or one of those it comes from. */
  #lineOf(pid: number): Source | undefined {
    for (let at: number | undefined = pid, up = 0; at !== undefined && up < 20; at = this.#parents.get(at), up++) {
      const source = this.#events.startedBy(at)?.source;
      if (source !== undefined) return source;
    }
    return undefined;
  }
}

/** Events by what they were made from. */
class EventIndex {
  readonly #said = new Map<string, Event>();
  readonly #facts = new Map<string, Event>();
  readonly #starts = new Map<number, Event>();

  constructor(events: readonly Event[]) {
    for (const event of events) {
      const { observer, process, operation, atMs, target } = event;
      if (observer === 'kernel') this.#facts.set(`${process.pid} ${operation} ${atMs}`, event);
      if (observer === 'kernel' && event.capability === 'process.spawn') this.#starts.set(process.pid, event);
      if (observer !== 'interpreter') continue;
      this.#said.set(`${process.pid} ${operation} ${atMs}`, event);
      const repeated = `${process.pid} ${operation} ${target}`;
      if (!this.#said.has(repeated)) this.#said.set(repeated, event);
    }
  }

  at(call: SystemCall | undefined): Event | undefined {
    return call && this.#facts.get(`${call.pid} ${call.call} ${call.ms}`);
  }

  started(call: SystemCall): Event | undefined {
    return this.at(call) ?? this.#starts.get(call.pid);
  }

  startedBy(pid: number): Event | undefined {
    return this.#starts.get(pid);
  }

  /** Of the same action several times over there is one event. */
  said(pid: number, operation: string, target: string, ms?: number): Event | undefined {
    return this.#said.get(`${pid} ${operation} ${ms}`) ?? this.#said.get(`${pid} ${operation} ${target}`);
  }
}

function languageOf({ operation, target }: Saying): CodeLanguage {
  if (JAVASCRIPT.test(operation) || (operation === 'eval' && target === '<eval>')) return 'javascript';
  return 'python';
}

/** How a running interpreter asks for a file of code. */
const ASKS: Partial<Record<CodeLanguage, string>> = {
  python: 'import',
  bash: 'source',
  javascript: 'require',
  typescript: 'require',
};

/** `/tmp/a/stage.py` and the module `a.stage` are `stage`. */
function stem(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const bare = last.replace(/\.(?:pyc?|pyw|[cm]?[jt]s|sh|bash)$/, '').replace(/\.cpython-\d+$/, '');
  return bare.slice(bare.lastIndexOf('.') + 1);
}

function absolute(root: string, file: string | undefined): string | undefined {
  return file === undefined || file.startsWith('/') ? file : `${root}/${file.replace(/^(?:\.\/)+/, '')}`;
}

/** With its language: a file of the sample's that is run as something else was not inspected as that. */
function ownText(path: string, bytes: Uint8Array): string {
  return `${sourceLanguageOf(path)} ${Buffer.from(bytes)}`;
}

const MOST_PARAMETERS = 20;

/** Whether the pieces are of the code that a hint shows the beginning of: whoever writes pieces of another takes nothing away. */
function belongs(whole: string, code: string): boolean {
  if (code === '' || whole.startsWith(code)) return true;
  // The body of a function, after the names of what it is given.
  let at = 0;
  for (const name of code.split(' , ', MOST_PARAMETERS)) {
    if (!/^[\w$]{1,100}$/.test(name)) return false;
    at += name.length + ' , '.length;
    if (at < code.length && whole.startsWith(code.slice(at))) return true;
  }
  return false;
}
