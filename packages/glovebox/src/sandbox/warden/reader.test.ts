import { describe, expect, it } from 'vitest';
import type { GloveboxError } from '../../error.ts';
import type { End, Isolation, WardenMessage } from '../../observe/message.ts';
import { messageReader } from './reader.ts';
import { startSession } from './session.ts';
import { spawnChannel } from './warden.ts';

const HINT = JSON.stringify({ t: 'hint', ms: 1, line: 'B' });
const ISOLATION: Isolation = {
  t: 'isolation',
  namespaces: ['pid'],
  seccomp: 2,
  noNewPrivileges: true,
  capabilities: '0000000000000000',
  landlock: 1,
  uid: 1000,
  interfaces: ['lo'],
  rootReadOnly: true,
};
const END: End = {
  ...{ t: 'end', cause: 'exited', code: 3, ms: 1, cpuUs: 1, peakMemory: 1, peakProcesses: 1, forks: 0, disk: 0 },
  ...{ processesRefused: false, peakDisk: 0, peakFiles: 0, truncated: false, eventsDropped: 0 },
};

describe('what a sandbox says', () => {
  it('is read as lines, however it comes apart', () => {
    const { messages, failures } = read([HINT.slice(0, 9), `${HINT.slice(9)}\n${HINT}`, `\n${HINT}\n`]);
    expect(messages).toHaveLength(3);
    expect(failures).toEqual([]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['nothing', 'null'],
    ['of no kind', '{"t":"toString"}'],
    ['a hint without its line', '{"t":"hint","ms":1}'],
    ['an output that is no text', '{"t":"out","stream":"stdout","data":{"length":1e9}}'],
    [
      'a call whose arguments are no words',
      '{"t":"sys","ms":1,"pid":1,"tid":1,"ppid":1,"comm":"","call":"a","argv":[1]}',
    ],
    ['a number without end', '{"t":"cell","ms":1e999,"code":0,"truncated":false}'],
    ['a folder of nothing', '{"t":"list","path":"/","entries":[null]}'],
    ['an end of no kind', JSON.stringify({ ...END, cause: 'fine' })],
  ])('ends it when it is %s', (_, line) => {
    const { messages, failures } = read([`${line}\n${HINT}\n`, `${HINT}\n`]);
    expect(messages).toEqual([]);
    expect(failures).toMatchObject([{ code: 'sandbox-lost', remedy: expect.stringContaining('Trust nothing') }]);
  });

  it('ends it when a line has no end', () => {
    const { failures } = read(Array(20).fill('x'.repeat(1024 * 1024)));
    expect(failures).toMatchObject([{ code: 'sandbox-lost', message: expect.stringContaining('longer than') }]);
  });

  it('ends it when it is too much about one job, and counts anew with the next', () => {
    const lines = Array<string>(50).fill(`${HINT}\n`);
    expect(read(lines, 1000).failures).toMatchObject([{ code: 'sandbox-lost' }]);
    expect(read(lines, 1000, 25).failures).toEqual([]);
  });

  it('ends it when whoever listens stumbles over it', () => {
    const failures: GloveboxError[] = [];
    const stumble = () => {
      throw new TypeError('not what was thought');
    };
    messageReader(stumble, (failure) => failures.push(failure)).take(`${HINT}\n`);
    expect(failures).toMatchObject([{ code: 'sandbox-lost', cause: expect.any(TypeError) }]);
  });

  it('ends a process that speaks like that, and its run', async () => {
    const channel = spawnChannel('/bin/sh', ['-c', 'echo hello; exec sleep 60'], () => {});
    await expect(channel.ended).rejects.toMatchObject({
      code: 'sandbox-lost',
      message: expect.stringContaining('hello'),
    });
  });
});

describe('a session', () => {
  it('keeps the first word about its walls and its end', async () => {
    const said = [ISOLATION, { ...ISOLATION, seccomp: 0, uid: 0 }, END, { ...END, code: 0 }];
    const { finished } = startSession(planThatSays(said, Promise.resolve({ complaints: '', code: 0 })));
    expect(await finished).toMatchObject({ isolation: { seccomp: 2, uid: 1000 }, end: { code: 3 } });
  });

  it('whose conversation breaks off is cleaned up after', async () => {
    let cleaned = 0;
    const plan = planThatSays([ISOLATION], Promise.reject(new Error('broken off')));
    const { finished } = startSession({ ...plan, cleanUp: async () => void cleaned++ });
    await expect(finished).rejects.toThrow('broken off');
    expect(cleaned).toBe(1);
  });
});

function read(
  chunks: readonly string[],
  saidMax?: number,
  renewAt = -1,
): { messages: WardenMessage[]; failures: GloveboxError[] } {
  const messages: WardenMessage[] = [];
  const failures: GloveboxError[] = [];
  const reader = messageReader(
    (message) => messages.push(message),
    (failure) => failures.push(failure),
    saidMax,
  );
  chunks.forEach((chunk, index) => {
    if (index === renewAt) reader.renew();
    reader.take(chunk);
  });
  return { messages, failures };
}

function planThatSays(
  said: readonly WardenMessage[],
  ended: ReturnType<Parameters<typeof startSession>[0]['open']>['ended'],
): Parameters<typeof startSession>[0] {
  return {
    observe: true,
    records: [],
    limits: {} as Parameters<typeof startSession>[0]['limits'],
    open(onMessage) {
      queueMicrotask(() => said.forEach(onMessage));
      return { send: () => {}, cancel: () => {}, ended };
    },
    cleanUp: async () => {},
    failure: (complaints) => {
      throw new Error(complaints);
    },
  };
}
