import { GloveboxError } from '../../error.ts';
import type { End, WardenMessage } from '../../observe/message.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend, Conversation, Network } from '../backend.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { isAnswered } from '../network.ts';
import { createBackend, DEFAULT_BACKEND } from '../registry.ts';
import type { BackendName, Isolation } from '../run.ts';
import type { CellResult } from './cell.ts';
import { type BoxFiles, createFileRequests } from './files.ts';
import { createInstall, type Install, type PackageSource, settingsOf } from './install.ts';
import { type Cell, type CellOptions, createInterpreter, GRACE_MS, type OnOutput } from './interpreter.ts';
import { type BoxLimit, type BoxLimits, boxLimits, createMeter, describeLimit } from './limits.ts';

/** What {@link openBox} makes. */
export interface BoxOptions {
  readonly language: Exclude<Language, 'wasm'>;
  /** How to isolate: a name, or a backend of one's own, which is left open. */
  readonly backend?: Backend | BackendName;
  /** Instead of the defaults. They hold for the box as a whole, but `wallMs` and `outputBytes` for each cell. */
  readonly limits?: Partial<Limits>;
  /** What the box may use altogether, instead of {@link BOX_LIMITS}. */
  readonly total?: Partial<Omit<BoxLimits, 'lifetimeMs' | 'idleMs'>>;
  /** Milliseconds that the box may be there altogether; an hour by default. */
  readonly lifetimeMs?: number;
  /** Milliseconds without a cell after which it is closed; half an hour by default. */
  readonly idleMs?: number;
  /** The network its cells see, for as long as it is open; none without it. */
  readonly network?: Network;
  /** Where {@link Box.install} and `pip` or `npm` in a cell get packages from. */
  readonly packages?: PackageSource;
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
  /** The limit of the whole box that ended it. */
  readonly endedBy: BoxLimit | undefined;
  /** Runs one cell after those that wait. Resolves however it ended; rejects with `box-closed` when the box has ended before it. */
  run(code: string | Sample, options?: CellOptions): Promise<CellResult>;
  /**
   * Installs packages with pip or npm into the box's own folders, as a cell of its own. Only from an index that `network` leads to:
   * throws `usage` otherwise, and says what to permit.
   */
  readonly install: Install;
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

/**
 * Opens a box. Throws a {@link GloveboxError} when it cannot be made as asked, `usage` for a limit that is none.
 *
 * @example
 * await using box = await openBox({ language: 'python' });
 * console.log((await box.run('sum([1, 2, 3])')).value); // 6
 */
export async function openBox(options: BoxOptions): Promise<Box> {
  const { language } = options;
  const limits: Limits = { ...LIMIT_PROFILES.default, ...options.limits };
  const { lifetimeMs, idleMs, packages = {} } = options;
  const bounds = boxLimits({
    ...options.total,
    ...(lifetimeMs !== undefined && { lifetimeMs }),
    ...(idleMs !== undefined && { idleMs }),
  });
  const settings = isAnswered(options.network) || packages.index !== undefined ? settingsOf(language, packages) : [];
  const backend =
    typeof options.backend === 'object' ? options.backend : await createBackend(options.backend ?? DEFAULT_BACKEND);
  const isOurs = backend !== options.backend;
  const opening = backend.open;
  if (opening === undefined) throw noBoxes(backend.name);

  const own = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let named = 0;
  let pending = 0;
  const meter = createMeter(bounds);
  let endedBy: BoxLimit | undefined;
  let idle: NodeJS.Timeout | undefined;
  let over: GloveboxError | undefined;
  let hear: (message: WardenMessage) => void = () => {};
  const converse = async (): Promise<Conversation> => {
    // Glovebox interrupts first; should that fail, the warden ends it.
    const inner = { ...limits, wallMs: limits.wallMs + 2 * GRACE_MS };
    const how = {
      limits: inner,
      observe: true,
      ...(options.network && { network: options.network }),
      ...(options.signal && { signal: options.signal }),
    };
    try {
      return await opening(language, how, (message) => hear(message));
    } catch (cause) {
      if (isOurs) await backend.dispose();
      throw options.signal?.aborted ? cancelled(options.signal) : cause;
    }
  };
  const conversation = await converse();
  const files = createFileRequests(conversation.send);
  const interpreter = createInterpreter(conversation, limits.wallMs, options.onOutput, meter.count);
  hear = (message) => files.answer(message) || interpreter.hear(message);

  /** The cell's code, or the sample's files, go where the interpreter reads them. */
  function cellOf(code: string | Sample): Cell {
    if (typeof code !== 'string' && code.language !== language) throw otherLanguage(language, code.language);
    const name = typeof code === 'string' ? `cell-${++named}.${ENDINGS[language]}` : code.entry;
    const given = typeof code === 'string' ? [{ path: name, content: Buffer.from(code) }] : code.files;
    for (const file of given) own.add(`/work/${file.path}`);
    const place = () => Promise.all(given.map((file) => files.write(file.path, file.content)));
    return { name, own, path: `/work/${name}`, place };
  }

  function finish(reason: GloveboxError): void {
    over ??= reason;
    clearTimeout(lifetime);
    clearTimeout(idle);
    options.signal?.removeEventListener('abort', onAbort);
    files.fail(over);
  }

  async function close(): Promise<void> {
    over ??= closedBox('it was closed');
    conversation.cancel();
    await conversation.ended.catch(() => {});
    if (isOurs) await backend.dispose();
  }

  /** Nothing is left of it once `conversation.ended` follows. */
  function endAt(limit: BoxLimit): void {
    if (over !== undefined) return;
    endedBy = limit;
    over = closedBox(describeLimit(limit, bounds));
    conversation.cancel();
  }

  function awaitNext(): void {
    clearTimeout(idle);
    if (over === undefined && pending === 0) idle = setTimeout(() => endAt('idle'), bounds.idleMs).unref();
  }

  /** The cell that used the last of something is the last one, whoever waits for what came of it. */
  async function endWhereReached(): Promise<void> {
    const limit = meter.reached();
    if (limit === undefined || over !== undefined) return;
    endAt(limit);
    await conversation.ended.catch(() => {});
  }

  async function run(code: string | Sample, cell: CellOptions = {}): Promise<CellResult> {
    const before = last;
    const turn = Promise.withResolvers<void>();
    last = turn.promise;
    pending++;
    clearTimeout(idle);
    try {
      await before;
      cell.signal?.throwIfAborted();
      if (over !== undefined) throw over;
      const done = await interpreter.run(cellOf(code), cell).finally(endWhereReached);
      return endedBy === undefined ? done : { ...done, boxEnded: true, limit: endedBy };
    } catch (cause) {
      throw cell.signal?.aborted ? cancelled(cell.signal) : cause;
    } finally {
      pending--;
      awaitNext();
      turn.resolve();
    }
  }

  const lifetime = setTimeout(() => endAt('lifetime'), bounds.lifetimeMs).unref();
  const onAbort = () => void close();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  conversation.ended.then(
    (end) => finish(closedBox(describeEnd(end))),
    (cause) => finish(closedBox(`the sandbox failed: ${cause.message}`)),
  );

  try {
    await files.put(settings);
  } catch (cause) {
    await close();
    throw options.signal?.aborted ? cancelled(options.signal) : cause;
  }
  awaitNext();
  return {
    language,
    limits: { ...conversation.limits, wallClock: { value: limits.wallMs, enforcedBy: 'warden' } },
    files,
    get isOpen() {
      return over === undefined;
    },
    get endedBy() {
      return endedBy;
    },
    run,
    install: createInstall({ language, network: options.network, source: packages, files, run }),
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
