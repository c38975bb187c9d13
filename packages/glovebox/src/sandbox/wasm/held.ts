import type { Channel, OpenChannel } from '../warden/channel.ts';

/** A host that is not up by then never will be. */
const START_MS = 120_000;

/**
 * Keeps the sample back until the host says that it waits: loading a runtime takes longer than starting an interpreter, and the
 * sample's time begins when it is sent off.
 */
export function held(open: OpenChannel): OpenChannel {
  return (onMessage) => {
    let waiting: Buffer[] | undefined = [];
    let configured = false;
    let late = '';
    const giveUp = setTimeout(() => {
      late = `the runtime was not up within ${START_MS / 1000} seconds`;
      channel.cancel();
    }, START_MS);

    const channel: Channel = open((message) => {
      if (waiting !== undefined && message.t === 'hint' && message.line.startsWith('W')) release();
      onMessage(message);
    });

    function release(): void {
      clearTimeout(giveUp);
      const frames = waiting ?? [];
      waiting = undefined;
      if (frames.length > 0) channel.send(frames);
    }

    return {
      send(frames) {
        const now = configured && waiting !== undefined ? [] : frames;
        if (now.length === 0) waiting?.push(...frames);
        configured = true;
        if (now.length > 0) channel.send(now);
      },
      cancel: () => channel.cancel(),
      ended: channel.ended
        .then((end) => ({ ...end, complaints: [late, end.complaints].filter(Boolean).join('; ') }))
        .finally(() => clearTimeout(giveUp)),
    };
  };
}
