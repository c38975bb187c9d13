import type { CellEnd, End, WardenMessage } from '../../observe/message.ts';
import type { Channel, ChannelEnd, OpenChannel } from '../warden/channel.ts';

/** What becomes of sandboxes whose program has ended. */
export interface Afterwards {
  /** Sandboxes that still come down. */
  readonly leaving: Set<Promise<unknown>>;
  /** Sandboxes that wait for another program; absent where each takes one and comes down. */
  readonly idle?: Set<Standing> | undefined;
}

/** A sandbox that was opened, and who listens to it now. */
export interface Standing {
  readonly channel: Channel;
  /** What it said until it waited. */
  readonly hello: WardenMessage[];
  listener: (message: WardenMessage) => void;
}

const MOST_IDLE = 4;
const CONFIGURATION = 'C'.charCodeAt(0);

/** Ends the conversation as soon as the program has ended: the sandbox comes down behind it, or waits for the next program. */
export function withHandover(open: OpenChannel, afterwards: Afterwards): OpenChannel {
  return (onMessage) => {
    const early = Promise.withResolvers<ChannelEnd>();
    const [waiting] = afterwards.idle ?? [];
    const standing = waiting ?? stand(open, afterwards);
    const { channel } = standing;
    let over = false;
    let usage = '';
    let begun = 0;

    standing.listener = (message) => {
      if (message.t === 'cell') finish(message);
      else if (message.t === 'hint' && message.line.startsWith('V')) usage = message.line;
      else if (message.t === 'hint' || message.t === 'sys') onMessage({ ...message, ms: since(message) });
      else onMessage(message);
    };
    if (waiting !== undefined) {
      afterwards.idle?.delete(waiting);
      queueMicrotask(() => waiting.hello.forEach(onMessage));
    }
    return {
      send: (frames) =>
        channel.send(waiting === undefined ? frames : frames.filter((frame) => frame[4] !== CONFIGURATION)),
      cancel: () => {
        if (!over) channel.cancel(); // afterwards it is somebody else's
      },
      ended: Promise.race([early.promise, channel.ended]),
    };

    /** The warden counts from its first program on. */
    function since(message: { ms: number; t: string; line?: string }): number {
      if (message.line?.startsWith('B')) begun = message.ms;
      return Math.max(0, message.ms - begun);
    }

    function finish(message: CellEnd): void {
      over = true;
      onMessage(endOf({ ...message, ms: since(message) }, usage));
      early.resolve({ complaints: '', code: null });
      standing.listener = () => {};
      const { idle } = afterwards;
      if (idle !== undefined && idle.size < MOST_IDLE) idle.add(standing);
      else setImmediate(channel.cancel); // whoever waits for the result goes first
    }
  };
}

function stand(open: OpenChannel, { leaving, idle }: Afterwards): Standing {
  const hello: WardenMessage[] = [];
  const standing: Standing = {
    hello,
    listener: () => {},
    channel: open((message) => {
      if (message.t === 'isolation' || (message.t === 'hint' && message.line.startsWith('W'))) hello.push(message);
      standing.listener(message);
    }),
  };
  const gone = standing.channel.ended
    .catch(() => {}) // whoever listens is told
    .finally(() => {
      leaving.delete(gone);
      idle?.delete(standing);
    });
  leaving.add(gone);
  return standing;
}

/** Nobody counted from outside what one program used: the interpreter's process says it. It has no files and no processes to give. */
function endOf({ code, ms, truncated }: CellEnd, usage: string): End {
  const [, cpuUs, peakMemory] = /\x1fusage\x1f(\d{1,15}) (\d{1,15})/.exec(usage) ?? [];
  return {
    t: 'end',
    cause: 'exited',
    code,
    ms,
    cpuUs: Number(cpuUs ?? 0),
    peakMemory: Number(peakMemory ?? 0),
    peakProcesses: 1,
    forks: 0,
    processesRefused: false,
    peakDisk: 0,
    peakFiles: 0,
    disk: 0,
    truncated,
    eventsDropped: 0,
  };
}
