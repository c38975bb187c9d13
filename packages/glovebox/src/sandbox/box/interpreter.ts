import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { HintLine, Output, WardenMessage } from '../../observe/message.ts';
import type { Traffic } from '../../observe/network/sinkhole.ts';
import type { Conversation } from '../backend.ts';
import { jobFrame, signalFrame, stdinFrame } from '../warden/frames.ts';
import { buildCell, type CellResult, type Ending, type Heard } from './cell.ts';
import { listenForOutputs, type OutputListener } from './outputs.ts';

/** How one cell is run in a {@link Box}. */
export interface CellOptions {
  /** What the cell reads from standard input; empty without it. Node's `process.stdin` can be read to its end once in a box. */
  readonly stdin?: Uint8Array | string;
  /** Milliseconds after which the cell is interrupted; at most `limits.wallMs`, which is the default. */
  readonly timeoutMs?: number;
  readonly onOutput?: OnOutput;
  /** Interrupts the cell, or takes it out of the queue; the promise then rejects with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Told of output as it comes, in pieces. The text is hostile. */
export type OnOutput = (piece: { readonly stream: Output['stream']; readonly text: string }) => void;

/** A cell that was interrupted has so long to end by itself. */
export const GRACE_MS = 2000;
const SIGINT = 2;

/** A cell and where it comes from. */
export interface Cell extends Pick<Ending, 'name' | 'own'> {
  /** Absolute path of its code, once `place` has put it there. */
  readonly path: string;
  place(): Promise<unknown>;
}

/** The interpreter of a box, which takes one cell at a time. */
export interface Interpreter {
  run(cell: Cell, options: CellOptions): Promise<CellResult>;
  interrupt(): void;
  /** What the warden says, but for its answers about files. */
  hear(message: WardenMessage): void;
}

/** The cell that runs. */
interface Running {
  readonly options: CellOptions;
  readonly timers: NodeJS.Timeout[];
  /** The interpreter has its job. */
  sent: boolean;
  /** Its first instruction is near: before that there is nobody in the interpreter to be interrupted. */
  begun: boolean;
  stopped: Ending['stopped'];
  readonly outputs: OutputListener;
  /** Takes what was heard so far: what comes next belongs to the next cell. */
  end(last: Ending['last']): void;
}

/** `wallMs` bounds each cell; `onOutput` hears what is printed between cells as well; `onCell` is told each one, whoever gave up on it. */
export function createInterpreter(
  conversation: Conversation,
  wallMs: number,
  onOutput: OnOutput | undefined,
  onCell: (cell: CellResult) => void,
): Interpreter {
  let heard = nothing();
  let decoders = newDecoders();
  let running: Running | undefined;
  let hasInput = false; // of the cell before
  let cpuUs = 0; // up to the end of the cell before
  let told = 0; // exchanges with the network, in the results of earlier cells

  async function run({ name, own, path, place }: Cell, options: CellOptions): Promise<CellResult> {
    const result = Promise.withResolvers<CellResult>();
    const started = performance.now();
    const token = randomBytes(8).toString('hex');
    const now: Running = {
      options,
      timers: [setTimeout(() => stop('timed-out'), Math.min(options.timeoutMs ?? wallMs, wallMs))],
      sent: false,
      begun: false,
      stopped: undefined,
      outputs: listenForOutputs(token),
      end(last) {
        const { stopped } = now;
        const durationMs = performance.now() - started;
        const displayed = now.outputs.take();
        const traffic = newTraffic();
        const ending = { name, own, stopped, durationMs, cpuUsBefore: cpuUs, displayed, traffic, last };
        const cell = buildCell(heard, ending);
        onCell(cell);
        result.resolve(cell);
        cpuUs = Math.max(cpuUs, last.cpuUs);
        running = undefined;
        heard = nothing();
        decoders = newDecoders();
      },
    };
    running = now;
    const onAbort = () => stop('interrupted');
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await place();
      options.signal?.throwIfAborted();
      conversation.ended.then(now.end, result.reject);
      conversation.send([...input(options.stdin), jobFrame(['', path, token])]);
      now.sent = true;
      const done = await result.promise;
      options.signal?.throwIfAborted();
      return done;
    } finally {
      for (const timer of now.timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      running = undefined;
    }
  }

  /** An exchange is told once, with the cell in which it began or the one after. */
  function newTraffic(): Traffic | undefined {
    const traffic = conversation.traffic?.();
    if (traffic === undefined) return undefined;
    const exchanges = traffic.exchanges.slice(told);
    told = traffic.exchanges.length;
    return { ...traffic, exchanges };
  }

  /** An input that was given stays in the sandbox until there is another. */
  function input(stdin: CellOptions['stdin']): Buffer[] {
    if (stdin === undefined && !hasInput) return [];
    hasInput = stdin !== undefined;
    return [stdinFrame(Buffer.from(stdin ?? ''))];
  }

  function stop(why: NonNullable<Ending['stopped']>): void {
    if (running === undefined || running.stopped !== undefined) return;
    running.stopped = why;
    if (running.begun) signal();
    // Once more: a signal that came between two of the interpreter's steps may have met nobody who listens.
    running.timers.push(setTimeout(signal, GRACE_MS / 2), setTimeout(conversation.cancel, GRACE_MS));
  }

  function signal(): void {
    conversation.send([signalFrame(SIGINT)]);
  }

  function begin(): void {
    if (running === undefined || running.begun) return;
    running.begun = true;
    if (running.stopped !== undefined) signal();
  }

  function takeOutput({ stream, data }: Output): void {
    const text = decoders[stream].write(Buffer.from(data, 'base64'));
    heard.texts[running?.sent ? 'during' : 'before'][stream] += text;
    for (const listener of [onOutput, running?.options.onOutput]) listener?.({ stream, text });
  }

  /** Between cells nothing is displayed. */
  function isOutput(hint: HintLine): boolean {
    return (running?.outputs ?? listenForOutputs('')).hear(hint);
  }

  return {
    run,
    interrupt: () => stop('interrupted'),
    hear(message) {
      if (message.t === 'out') takeOutput(message);
      else if (message.t === 'hint' && message.line.startsWith('B\x1f')) begin();
      else if (message.t === 'hint' && message.line.startsWith('V\x1f') && isOutput(message)) return;
      else if (message.t === 'sys' || message.t === 'hint') heard.messages.push(message);
      else if (message.t === 'cell') running?.end(message);
    },
  };
}

function nothing(): Heard {
  return { messages: [], texts: { before: { stdout: '', stderr: '' }, during: { stdout: '', stderr: '' } } };
}

function newDecoders(): Record<Output['stream'], StringDecoder> {
  return { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
}
