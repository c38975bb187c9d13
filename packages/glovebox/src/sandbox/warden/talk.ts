import type { CellEnd, FileChunk, Listing, WardenMessage } from '../../observe/message.ts';
import type { Channel } from './channel.ts';
import { configFrame, fileFrame, jobFrame, listFrame, readFrame } from './frames.ts';
import type { Plan } from './session.ts';

/** An agent in a few lines: each job is a file of bash that is read in, so that what it sets stays. */
const AGENT = String.raw`
printf 'W\x1f%d\n' $$ >&4
caught= ; trap 'caught=1' INT
while IFS= read -r line <&3; do
  printf 'B\x1f%d\n' $$ >&4
  source "${'$'}{line##*$'\x1f'}"; code=$?
  printf 'D\x1f%d\n' $(( code == 0 && ! caught )) >&4
  caught=
done`;

/** A conversation with a session's warden, a message at a time: for tests. */
export interface Talk {
  readonly channel: Channel;
  readonly messages: WardenMessage[];
  /** The first message not returned before that fits. */
  heard(fits: (message: WardenMessage) => boolean): Promise<WardenMessage>;
  give(code: string): void;
  cell(code: string): Promise<CellEnd & { readonly output: string }>;
  read(path: string): Promise<{ content: string; error: string | undefined }>;
  list(path: string): Promise<Listing>;
  close(): Promise<void>;
}

/** Starts a session of the plan's sandbox, with an agent of our own. */
export function startTalk(plan: Pick<Plan, 'records' | 'open'>): Talk {
  const messages: WardenMessage[] = [];
  const returned = new Set<WardenMessage>();
  let changed = Promise.withResolvers<void>();
  const channel = plan.open((message) => {
    messages.push(message);
    changed.resolve();
    changed = Promise.withResolvers<void>();
  });
  let over = false;
  void channel.ended.then(() => {
    over = true;
    changed.resolve();
  });
  const exec = ['/bin/bash', '--noprofile', '--norc', '-c', AGENT].map((word) => ['exec', word] as const);
  channel.send([configFrame([...plan.records.filter(([key]) => key !== 'exec'), ...exec, ['session', 1]])]);

  async function heard(fits: (message: WardenMessage) => boolean): Promise<WardenMessage> {
    for (;;) {
      const found = messages.find((message) => !returned.has(message) && fits(message));
      if (found !== undefined) {
        returned.add(found);
        return found;
      }
      if (over) throw new Error(`it ended: ${JSON.stringify(messages.at(-1))}`);
      await changed.promise;
    }
  }

  function give(code: string): void {
    channel.send([fileFrame('/work/cell.sh', 0o644, Buffer.from(code)), jobFrame(['', '/work/cell.sh'])]);
  }

  const talk: Talk = {
    channel,
    messages,
    heard,
    give,
    async cell(code) {
      const from = messages.length;
      give(code);
      const cell = await heard((message) => message.t === 'cell');
      const said = messages.slice(from, messages.indexOf(cell)).filter((message) => message.t === 'out');
      const output = Buffer.concat(said.map((message) => Buffer.from(message.data, 'base64'))).toString();
      return { ...(cell as CellEnd), output };
    },
    async read(path) {
      channel.send([readFrame(path)]);
      const chunks: FileChunk[] = [];
      do chunks.push((await heard((message) => message.t === 'file' && message.path === path)) as FileChunk);
      while (chunks.at(-1)?.last !== true);
      const content = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.data, 'base64'))).toString();
      return { content, error: chunks.at(-1)?.error };
    },
    async list(path) {
      channel.send([listFrame(path)]);
      return (await heard((message) => message.t === 'list' && message.path === path)) as Listing;
    },
    async close() {
      channel.cancel();
      await channel.ended;
    },
  };
  return talk;
}
