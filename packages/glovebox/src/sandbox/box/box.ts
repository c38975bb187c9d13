import { GloveboxError } from '../../error.ts';
import type { End, WardenMessage } from '../../observe/message.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend, Conversation } from '../backend.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { createBackend, DEFAULT_BACKEND } from '../registry.ts';
import type { BackendName, Isolation } from '../run.ts';
import type { CellResult } from './cell.ts';
import { type BoxFiles, createFileRequests } from './files.ts';
import { type Cell, type CellOptions, createInterpreter, GRACE_MS, type OnOutput } from './interpreter.ts';

export interface BoxOptions {
  readonly language: Exclude<Language, 'wasm'>;
  /** How to isolate: a name, or a backend of one's own, which is left open. */
  readonly backend?: Backend | BackendName;
  /** Instead of the defaults. They hold for the box as a whole, but `wallMs` and `outputBytes` for each cell. */
  readonly limits?: Partial<Limits>;
  /** Milliseconds that the box may be there altogether; an hour by default. */
  readonly lifetimeMs?: number;
  /** Called with what is printed as it comes, between cells too. The text is hostile. */
  readonly onOutput?: OnOutput;
  /** Ends the box as {@link Box.close} does. */
  readonly signal?: AbortSignal;
}

/** An interpreter in a sandbox that keeps its variables, imports and files from one cell to the next. */
export interface Box extends AsyncDisposable {
  readonly language: Language;
  /** Who holds which limit. */
  readonly limits: Isolation['limits'];
  readonly files: BoxFiles;
  readonly isOpen: boolean;
  /** Runs one cell after those that wait. Resolves however it ended; rejects with `box-closed` when the box has ended before it. */
  run(code: string | Sample, options?: CellOptions): Promise<CellResult>;
  /** Interrupts the cell that runs, as Ctrl-C would, and nothing when none does. What does not stop within two seconds is ended with its box. */
  interrupt(): void;
  /** Ends everything; nothing of it is left when the promise resolves. */
  close(): Promise<void>;
}

const ENDINGS: Record<BoxOptions['language'], string> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  bash: 'sh',
};
const LIFETIME_MS = 3_600_000;

/** Opens a box. Throws a {@link GloveboxError} when it cannot be made as asked. */
export async function openBox(options: BoxOptions): Promise<Box> {
  const { language } = options;
  const limits: Limits = { ...LIMIT_PROFILES.default, ...options.limits };
  const backend =
    typeof options.backend === 'object' ? options.backend : await createBackend(options.backend ?? DEFAULT_BACKEND);
  const isOurs = backend !== options.backend;
  const opening = backend.open;
  if (opening === undefined) throw noBoxes(backend.name);

  const own = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let cells = 0;
  let over: GloveboxError | undefined;
  let hear: (message: WardenMessage) => void = () => {};
  const converse = async (): Promise<Conversation> => {
    // Glovebox interrupts first; should that fail, the warden ends it.
    const inner = { ...limits, wallMs: limits.wallMs + 2 * GRACE_MS };
    const how = { limits: inner, observe: true, ...(options.signal && { signal: options.signal }) };
    try {
      return await opening(language, how, (message) => hear(message));
    } catch (cause) {
      if (isOurs) await backend.dispose();
      throw options.signal?.aborted ? cancelled(options.signal) : cause;
    }
  };
  const conversation = await converse();
  const files = createFileRequests(conversation.send);
  const interpreter = createInterpreter(conversation, limits.wallMs, options.onOutput);
  hear = (message) => files.answer(message) || interpreter.hear(message);

  /** The cell's code, or the sample's files, go where the interpreter reads them. */
  function cellOf(code: string | Sample): Cell {
    if (typeof code !== 'string' && code.language !== language) throw otherLanguage(language, code.language);
    const name = typeof code === 'string' ? `cell-${++cells}.${ENDINGS[language]}` : code.entry;
    const given = typeof code === 'string' ? [{ path: name, content: Buffer.from(code) }] : code.files;
    for (const file of given) own.add(`/work/${file.path}`);
    const place = () => Promise.all(given.map((file) => files.write(file.path, file.content)));
    return { name, own, path: `/work/${name}`, place };
  }

  function finish(reason: GloveboxError): void {
    over ??= reason;
    clearTimeout(lifetime);
    options.signal?.removeEventListener('abort', onAbort);
    files.fail(over);
  }

  async function close(): Promise<void> {
    over ??= closedBox('it was closed');
    conversation.cancel();
    await conversation.ended.catch(() => {});
    if (isOurs) await backend.dispose();
  }

  const lifetime = setTimeout(() => {
    over ??= closedBox('its lifetime is over');
    conversation.cancel();
  }, options.lifetimeMs ?? LIFETIME_MS).unref();
  const onAbort = () => void close();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  conversation.ended.then(
    (end) => finish(closedBox(describeEnd(end))),
    (cause) => finish(closedBox(`the sandbox failed: ${cause.message}`)),
  );

  return {
    language,
    limits: { ...conversation.limits, wallClock: { value: limits.wallMs, enforcedBy: 'warden' } },
    files,
    get isOpen() {
      return over === undefined;
    },
    async run(code, cell = {}) {
      const before = last;
      const turn = Promise.withResolvers<void>();
      last = turn.promise;
      try {
        await before;
        cell.signal?.throwIfAborted();
        if (over !== undefined) throw over;
        return await interpreter.run(cellOf(code), cell);
      } catch (cause) {
        throw cell.signal?.aborted ? cancelled(cell.signal) : cause;
      } finally {
        turn.resolve();
      }
    },
    interrupt: interpreter.interrupt,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function describeEnd({ cause, code, signal, limit, reason }: End): string {
  if (cause === 'exited' && signal !== undefined) return `a signal (${signal}) ended its program`;
  if (cause === 'exited') return `its program exited with ${code ?? 0}`;
  return [cause, limit && `the limit on ${limit}`, reason].filter(Boolean).join(': ');
}

function closedBox(why: string): GloveboxError {
  return new GloveboxError('box-closed', `the box has ended: ${why}`, 'Open another one with openBox.');
}

function noBoxes(name: BackendName): GloveboxError {
  return new GloveboxError(
    'backend-unavailable',
    `the ${name} backend keeps no state between runs, so it has no boxes`,
    'Open the box on jail, container, gvisor or microvm.',
  );
}

function otherLanguage(box: Language, sample: Language): GloveboxError {
  return new GloveboxError('usage', `a ${sample} sample cannot run in a ${box} box`, `Open a box for ${sample}.`);
}

function cancelled(signal: AbortSignal): GloveboxError {
  return new GloveboxError('cancelled', 'the box or its cell was cancelled', 'Run it again.', { cause: signal.reason });
}
