import { GloveboxError } from '../../error.ts';
import type { End, Isolation, WardenMessage } from '../../observe/message.ts';
import type { Sinkhole } from '../../observe/network/sinkhole.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Planted } from '../canaries/plant.ts';
import type { Conditions } from '../conditions.ts';
import type { DescribeWalls } from '../result.ts';
import type { Enforcer, LimitName } from '../run.ts';
import type { Channel, OpenChannel } from './channel.ts';
import { type ConfigRecord, configFrame, fileFrame, jobFrame, stdinFrame } from './frames.ts';
import { PLACES } from './records.ts';
import { createTrunk } from './trunk.ts';

/** What one sandbox is made with, and who holds which limit in it. */
export interface Plan {
  readonly observe: boolean;
  readonly records: readonly ConfigRecord[];
  readonly limits: Record<LimitName, { readonly value: number; readonly enforcedBy: Enforcer }>;
  /** What is known of the walls besides what is probed; overrides it. */
  readonly isolation?: DescribeWalls;
  /** Throws a {@link GloveboxError} at walls in which no sample may run; none is handed over before. */
  readonly expect?: (probed: Isolation) => void;
  /** What the sample's clock said at its start, where it was set. */
  readonly clock?: string | undefined;
  /** The network that it sees. */
  readonly sinkhole?: Sinkhole;
  /** What is different about the run, where something is. */
  readonly conditions?: Conditions | undefined;
  /** Written before the sample's own files; absolute paths in writable places. */
  readonly files?: readonly { readonly path: string; readonly content: Uint8Array }[];
  readonly open: OpenChannel;
  /** The frames that hand over a sample, where it is not as files and a job. */
  readonly give?: (sample: Sample) => readonly Buffer[];
  /** Removes what the warden would have removed, when it ended without its last word. */
  cleanUp(): Promise<void>;
  /** What to say of a sandbox that could not be made, from what was complained about and the warden's reason. */
  failure(complaints: string, reason: string | undefined): GloveboxError;
}

/** One sandbox from its making to its end; it takes one sample. */
export interface Session {
  /** Resolves when the interpreter inside is up and waits for its job. */
  readonly waiting: Promise<void>;
  /** Resolves with everything the warden said once nothing is left; rejects when there was no sandbox. */
  readonly finished: Promise<Transcript>;
  /** `more` are files that are no part of the sample. */
  give(sample: Sample, stdin: Uint8Array | undefined, more?: Planted['files']): void;
  readonly send: Channel['send'];
  /** Calls `listen` with each message from now on, besides keeping it. */
  tap(listen: (message: WardenMessage) => void): void;
  cancel(): void;
}

/** What the warden said of one run, in order. */
export interface Transcript {
  readonly messages: readonly WardenMessage[];
  readonly isolation: Isolation;
  readonly end: End;
}

const WORK = PLACES[0];

/** `listen` takes the messages one by one; without it they are kept for the transcript. */
export function startSession(plan: Plan, listen?: (message: WardenMessage) => void): Session {
  const messages: WardenMessage[] = [];
  let tapped: ((message: WardenMessage) => void) | undefined;
  const hear =
    listen ??
    ((message) => {
      messages.push(message);
      tapped?.(message);
    });
  const waiting = Promise.withResolvers<void>();
  let isolation: Isolation | undefined;
  let end: End | undefined;
  const held: Buffer[] = [];
  const channel = plan.open((message) => {
    if (message.t === 'isolation') {
      // The first word stands, as with the end: what was taken over later may say another.
      plan.expect?.(message);
      isolation ??= message;
      if (held.length > 0) channel.send(held.splice(0));
      if (!plan.observe) waiting.resolve(); // unobserved, no agent says that it waits
    } else if (message.t === 'end') end ??= message;
    else if (message.t === 'hint' && message.line.startsWith('W')) waiting.resolve();
    else if (message.t === 'net') trunk?.hear(message);
    else hear(message);
  });
  const trunk = plan.sinkhole && createTrunk(channel.send, plan.sinkhole.take);
  channel.send([configFrame(plan.records)]);
  const settled = channel.ended.finally(() => trunk?.end());
  const finished = settled.then(async ({ complaints, code }): Promise<Transcript> => {
    if (end === undefined) await plan.cleanUp();
    if (end !== undefined && isolation !== undefined && end.cause !== 'failed') return { messages, isolation, end };
    throw plan.failure(complaints, end?.reason ?? (end === undefined ? `the warden ended with ${code}` : undefined));
  }, cleanedUp);
  /** It was ended in the middle of its words, or was never there. */
  async function cleanedUp(cause: unknown): Promise<never> {
    await plan.cleanUp();
    throw cause;
  }
  finished.then(
    () =>
      waiting.reject(
        new GloveboxError(
          'backend-failed',
          'the sandbox ended before its interpreter was up',
          'Run `glovebox doctor`.',
        ),
      ),
    waiting.reject,
  );
  waiting.promise.catch(() => {}); // whoever waits sees it; who does not is told by `finished`
  return {
    waiting: waiting.promise,
    finished,
    give(sample, stdin, more = []) {
      const frames = plan.give?.(sample) ?? [
        ...more.map(({ path, mode, content }) => fileFrame(path, mode, content)),
        // What a decoy stands for is there already.
        ...(plan.files ?? [])
          .filter((file) => more.every(({ path }) => path !== file.path))
          .map((file) => fileFrame(file.path, 0o644, file.content)),
        ...sample.files.map((file) => fileFrame(`${WORK}/${file.path}`, 0o644, file.content)),
        ...(stdin === undefined ? [] : [stdinFrame(stdin)]),
        jobFrame([`${WORK}/${sample.entry}`, ...sample.args]),
      ];
      if (plan.expect === undefined || isolation !== undefined) channel.send(frames);
      else held.push(...frames);
    },
    send: channel.send,
    tap(tap) {
      tapped = tap;
    },
    cancel: channel.cancel,
  };
}
