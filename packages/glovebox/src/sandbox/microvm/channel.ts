import { randomBytes } from 'node:crypto';
import type { GloveboxError } from '../../error.ts';
import type { WardenMessage } from '../../observe/message.ts';
import type { Limits } from '../limits.ts';
import type { ChannelEnd, OpenChannel } from '../warden/channel.ts';
import { authorityFrame, clockFrame, entropyFrame, isTraffic, limitsFrame } from '../warden/frames.ts';
import { type MessageReader, messageReader } from '../warden/reader.ts';
import type { VirtualMachine } from './machine.ts';
import { rehearse } from './rehearsal.ts';

/** How one machine is talked to. */
export interface Conversation {
  /** Starts the machine. */
  readonly start: () => Promise<VirtualMachine>;
  /** What its warden said before it was halted, when it comes from a snapshot; its configuration is part of it. */
  readonly said: readonly WardenMessage[] | undefined;
  /** What a second sandbox in the machine is given to run before a sample comes, where it has one. */
  readonly rehearsal: readonly Buffer[];
  /** What the guest takes the time to be; the host's time without it. */
  readonly clock: Date | undefined;
  /** Whom the sample trusts besides, where somebody plays its network: of this process, not of the one that made the snapshot. */
  readonly authority: string | undefined;
  /** The sample's own; its snapshot was made with the most there can be. */
  readonly limits: Limits;
  /** The longest that is waited, in milliseconds: for a sample's first instruction, and from there to the warden's last word. */
  readonly patienceMs: number;
}

/** What a machine that comes from no snapshot may need besides, for its kernel and its interpreter. */
const BOOT_MS = 300_000;

/** A warden inside a virtual machine. What is sent before the machine is up waits. */
export function openMachine(conversation: Conversation): OpenChannel {
  const { start, said, rehearsal, clock, authority, limits, patienceMs } = conversation;
  return (onMessage) => {
    let machine: VirtualMachine | undefined;
    let kill = () => {};
    let cancelled = false;
    let begun = false;
    let renewed = false;
    let ended = false;
    let overdue: NodeJS.Timeout | undefined;
    const waiting: Buffer[] = [];
    const complaint = { text: '' };
    let reader: MessageReader | undefined;
    let refused: GloveboxError | undefined;
    const watch = (message: WardenMessage) => {
      if (message.t === 'hint' && message.line.startsWith('B')) expect('the end of its sample');
      if (message.t === 'cell') clearTimeout(overdue);
      onMessage(message);
      if (message.t !== 'end') return;
      ended = true;
      kill(); // its last word: nothing it does from here on matters
    };
    const expect = (what: string, ms = patienceMs) => {
      clearTimeout(overdue);
      overdue = setTimeout(() => {
        complaint.text = `the guest was silent: ${what} did not come within ${ms} ms\n`;
        kill();
      }, ms);
    };
    const write = (frames: readonly Buffer[]) => {
      if (!frames.every(isTraffic)) reader?.renew();
      if (machine === undefined) waiting.push(...frames);
      else if (!ended && !machine.agent.destroyed) machine.agent.write(Buffer.concat(frames));
      if (machine !== undefined && frames.some((frame) => kind(frame) === 'G'))
        expect('its first instruction', said === undefined ? patienceMs + BOOT_MS : patienceMs);
    };
    // Prepared ahead of its sample, it has the time.
    const makeReady = async (started: VirtualMachine) => {
      started.agent.write(Buffer.concat(renewal(clock)));
      renewed = clock === undefined; // a clock that is set starts with the sample
      await rehearse(started, rehearsal);
    };
    const run = async (): Promise<ChannelEnd> => {
      const started = await start();
      kill = started.kill;
      reader = messageReader(watch, (failure) => {
        refused = failure;
        kill();
      });
      started.agent.setEncoding('utf8').on('data', reader.take);
      if (cancelled) kill();
      if (!begun && said !== undefined) await makeReady(started);
      machine = started;
      for (const message of said ?? []) onMessage(message);
      if (waiting.length > 0) write(waiting.splice(0));
      const { complaints, code } = await started.ended;
      clearTimeout(overdue);
      if (refused !== undefined && !ended) throw refused;
      return { complaints: complaint.text + complaints, code };
    };
    return {
      send(frames) {
        const wanted = frames.filter((frame) => !(kind(frame) === 'C' && said !== undefined));
        const first = !begun && wanted.some((frame) => kind(frame) === 'G');
        begun ||= first;
        const own = first ? [limitsFrame(limits), ...(authority === undefined ? [] : [authorityFrame(authority)])] : [];
        write([...own, ...(first && !renewed ? renewal(clock) : []), ...wanted]);
      },
      cancel() {
        cancelled = true;
        kill();
      },
      ended: run(),
    };
  };
}

/** Time and chance: a snapshot has stood still, and its copies would draw the same numbers. */
function renewal(clock: Date | undefined): Buffer[] {
  const milliseconds = clock?.getTime() ?? Date.now();
  return [clockFrame(BigInt(milliseconds) * 1_000_000n), entropyFrame(randomBytes(64))];
}

function kind(frame: Buffer): string {
  return frame.toString('latin1', 4, 5);
}
