import type { Event } from '../../observe/event.ts';
import { parseHint } from '../../observe/hint.ts';
import type { End, HintLine, Output, SystemCall, WardenMessage } from '../../observe/message.ts';
import type { Conversation } from '../../observe/network/conversation.ts';
import { joinTraffic } from '../../observe/network/join.ts';
import { settled } from '../../observe/network/outcomes.ts';
import type { Traffic } from '../../observe/network/sinkhole.ts';
import { buildTimeline } from '../../observe/timeline.ts';
import { signalName } from '../../observe/words.ts';
import type { LimitName, Run } from '../run.ts';
import type { BoxLimit } from './limits.ts';
import type { CellOutput, Displayed } from './outputs.ts';

/** How a cell ended. `exited` is an end of its own, by an error or without; after the others see {@link CellResult.boxEnded}. */
export type CellStatus = 'exited' | 'interrupted' | 'timed-out' | 'out-of-memory' | 'killed';

/** An error that nothing in the cell caught. Hostile text: escape before showing. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  /** As the language prints it, without the frames of Glovebox. */
  readonly traceback: string;
}

/** What one cell did. All text in it is hostile. */
export interface CellResult {
  /** The file its events and tracebacks name: `cell-3.py`, or the entry of a sample. */
  readonly name: string;
  readonly status: CellStatus;
  /** 0 after a cell that came to its end, 1 after an uncaught error, what `sys.exit`, the shell or the ended program gave; else null. */
  readonly exitCode: number | null;
  /** The value of the last expression as the language writes it; absent where there is none. At most 20,000 characters. */
  readonly value?: string;
  readonly error?: CellError;
  /** What it displayed besides, within {@link OUTPUT_LIMITS}: the last value in its richer formats, tables, figures. */
  readonly outputs: readonly CellOutput[];
  /** Outputs that were too many or too large. */
  readonly outputsDropped?: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What earlier cells' threads and programs printed since the cell before this one ended. */
  readonly between: { readonly stdout: string; readonly stderr: string };
  /** Whether more was printed than is kept. */
  readonly truncated: boolean;
  /** Milliseconds from the cell's job to its end. */
  readonly durationMs: number;
  /** Milliseconds of processor time since the cell before ended. */
  readonly cpuMs: number;
  /** What was seen from the end of the cell before to the end of this one. */
  readonly events: Event[];
  readonly eventsDropped?: number;
  /** What was said to the network, where the box has one. */
  readonly conversations?: readonly Conversation[];
  /** Source lines that ran, of this and earlier cells. */
  readonly lines?: NonNullable<Run['lines']>;
  /** The box ended with this cell; the next one is refused. */
  readonly boxEnded: boolean;
  /** The limit that ended it, or the box with it, where one did. */
  readonly limit?: LimitName | BoxLimit;
  /** Name of the signal that ended the program, `SIGKILL`. */
  readonly signal?: string;
}

/** Everything heard since the cell before ended. */
export interface Heard {
  readonly messages: (SystemCall | HintLine)[];
  readonly texts: Record<'before' | 'during', Record<Output['stream'], string>>;
}

export interface Ending {
  readonly name: string;
  /** Absolute paths of the cells and samples there were so far. */
  readonly own: ReadonlySet<string>;
  /** What Glovebox did to the cell, where it did something. */
  readonly stopped: 'interrupted' | 'timed-out' | undefined;
  readonly durationMs: number;
  /** Microseconds of processor time up to the end of the cell before. */
  readonly cpuUsBefore: number;
  readonly displayed: Displayed;
  /** What was said to the network since the cell before. */
  readonly traffic: Traffic | undefined;
  /** The warden's word that the cell ended, or that everything did. */
  readonly last: Extract<WardenMessage, { t: 'cell' }> | End;
}

const WORK = '/work';

export function buildCell(heard: Heard, ending: Ending): CellResult {
  const { name, own, stopped, durationMs, displayed, traffic, last } = ending;
  const said = sayings(heard.messages);
  const timeline = buildTimeline(heard.messages.filter(isOfTheSample), WORK, own, [], traffic?.names);
  const spoken = traffic && joinTraffic(traffic, timeline.reached, last.zero ?? 0, timeline.events.length + 1);
  const seen = traffic?.leaves && spoken ? settled(timeline.events, spoken.conversations) : timeline.events;
  const over = last.t === 'end' ? overBy(last) : {};
  const complete = last.t === 'cell' && last.code === 0;
  return {
    name,
    status: stopped !== undefined && (last.t === 'end' || !complete) ? stopped : statusOf(last),
    exitCode:
      last.t === 'end' ? (last.cause === 'exited' ? (last.code ?? null) : null) : (said.exit ?? (complete ? 0 : 1)),
    ...(said.value === undefined ? {} : { value: said.value }),
    ...(said.error === undefined ? {} : { error: said.error }),
    outputs: displayed.outputs,
    ...(displayed.dropped > 0 ? { outputsDropped: displayed.dropped } : {}),
    ...heard.texts.during,
    between: heard.texts.before,
    truncated: last.truncated,
    durationMs,
    cpuMs: Math.max(0, last.cpuUs - ending.cpuUsBefore) / 1000,
    events: [...seen, ...(spoken?.events ?? [])],
    ...(timeline.dropped > 0 ? { eventsDropped: timeline.dropped } : {}),
    ...(spoken === undefined ? {} : { conversations: spoken.conversations }),
    ...(timeline.lines.length > 0 ? { lines: [...timeline.lines] } : {}),
    boxEnded: last.t === 'end',
    ...over,
  };
}

function statusOf(last: Ending['last']): CellStatus {
  if (last.t === 'cell') return 'exited';
  if (last.cause === 'exited') return last.signal === undefined ? 'exited' : 'killed';
  return last.cause === 'timed-out' || last.cause === 'out-of-memory' ? last.cause : 'killed';
}

function overBy({ limit, signal }: End): Pick<CellResult, 'limit' | 'signal'> {
  return { ...(limit === undefined ? {} : { limit }), ...(signal === undefined ? {} : { signal: signalName(signal) }) };
}

/** A shell traces the agent's own commands too. */
function isOfTheSample(message: SystemCall | HintLine): boolean {
  return message.t === 'sys' || !/^T+\x1f\d+\x1f\/glovebox\//.test(message.line);
}

interface Sayings {
  readonly value?: string;
  readonly exit?: number;
  readonly error?: CellError;
}

/** What the agent told of the cell's end. The sample could have said it too: it concerns nobody but itself. */
function sayings(messages: Heard['messages']): Sayings {
  const texts: Record<string, string> = {};
  let thrown: { name: string; message: string } | undefined;
  for (const message of messages) {
    if (message.t !== 'hint') continue;
    if (message.line.startsWith('V\x1f')) {
      const [, , kind = '', piece = ''] = message.line.split('\x1f');
      texts[kind] = (texts[kind] ?? '') + piece;
    } else if (message.line.startsWith('X\x1f')) {
      const hint = parseHint(message.line);
      if (hint?.kind === 'error') thrown = hint;
    }
  }
  const exit = Number.parseInt(texts.exit ?? '', 10);
  return {
    ...(texts.value === undefined ? {} : { value: unescapeText(texts.value) }),
    ...(Number.isNaN(exit) ? {} : { exit }),
    ...(thrown === undefined
      ? {}
      : {
          error: {
            name: thrown.name,
            message: thrown.message,
            traceback: unescapeText(texts.traceback ?? ''),
          },
        }),
  };
}

const MEANING: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', u: '\x1f' };

function unescapeText(text: string): string {
  return text.replace(/\\([\\nru])/g, (_, letter: string) => MEANING[letter] ?? '');
}
