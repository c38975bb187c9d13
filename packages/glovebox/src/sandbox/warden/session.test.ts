import { afterEach, describe, expect, it } from 'vitest';
import { planJail } from '../jail/launch.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { clockFrame, entropyFrame, fileFrame, limitsFrame, signalFrame } from './frames.ts';
import { OTHER_USER, planInWalls, SAME_USER } from './made-walls.ts';
import type { Plan } from './session.ts';
import { startTalk, type Talk } from './talk.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: walls for a warden can be made by root alone');

type Where = (limits: Limits) => Plan;
const inJail: Where = (limits) => planJail({ language: 'bash', limits, observe: true });
const ofSameUser: Where = (limits) =>
  planInWalls({ as: 'user' }, SAME_USER, { language: 'bash', limits, observe: true });
const ofOtherUser: Where = (limits) =>
  planInWalls({ as: 'root' }, OTHER_USER, { language: 'bash', limits, observe: true });

const open: Talk[] = [];
afterEach(async () => {
  for (const talk of open.splice(0)) await talk.close();
});

function start(where: Where, limits: Partial<Limits> = {}): Talk {
  const talk = startTalk(where({ ...LIMIT_PROFILES.default, ...limits }));
  open.push(talk);
  return talk;
}

const places: [string, Where][] = [['in the jail', inJail]];
if (isRoot) places.push(['in given walls', ofSameUser], ['in namespaces made in given walls', ofOtherUser]);

describe.each(places)('%s', (_, where) => {
  describe('a session', () => {
    it('keeps its state from one job to the next, and tells each one’s end and output', async () => {
      const talk = start(where);
      expect(await talk.cell('x=41; echo first')).toMatchObject({ code: 0, output: 'first\n', truncated: false });
      expect(await talk.cell('echo $((x + 1)); false')).toMatchObject({ code: 1, output: '42\n' });
    });

    it('streams what a job prints while it runs', async () => {
      const talk = start(where);
      const running = talk.cell('echo early; for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done; echo late');
      await talk.heard((message) => message.t === 'out');
      expect(talk.messages.some((message) => message.t === 'cell')).toBe(false);
      expect(await running).toMatchObject({ output: 'early\nlate\n' });
    });

    it('takes lower limits of time and output before its first job', async () => {
      const talk = start(where, { wallMs: 60_000 });
      talk.channel.send([limitsFrame({ wallMs: 600, outputBytes: 4 })]);
      expect(await talk.cell('echo 123456')).toMatchObject({ output: '1234', truncated: true });
      talk.give('while :; do :; done');
      expect(await talk.heard((message) => message.t === 'end')).toMatchObject({ cause: 'timed-out' });
    });

    it.each([
      ['more time', { wallMs: 60_001, outputBytes: 1 }],
      ['more output', { wallMs: 1, outputBytes: 2 ** 40 }],
      ['no time at all', { wallMs: 0, outputBytes: 1 }],
      ['what is no number', { wallMs: Number.NaN, outputBytes: 1 }],
    ])('is never given %s than it was made with', async (_case, limits) => {
      const talk = start(where, { wallMs: 60_000 });
      talk.channel.send([limitsFrame(limits)]);
      expect(await talk.heard((message) => message.t === 'end')).toMatchObject({
        cause: 'failed',
        reason: expect.stringContaining('limits'),
      });
    });

    it('counts the time of each job for itself, and none between them', async () => {
      const talk = start(where, { wallMs: 700 });
      for (let cell = 0; cell < 3; cell++) {
        expect(await talk.cell('sleep 0.3')).toMatchObject({ code: 0 });
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      talk.give('while :; do :; done');
      expect(await talk.heard((message) => message.t === 'end')).toMatchObject({
        cause: 'timed-out',
        limit: 'wallClock',
      });
    });

    it('bounds the output of each job for itself', async () => {
      const talk = start(where, { outputBytes: 1000 });
      expect(await talk.cell('printf "%02000d" 0')).toMatchObject({ truncated: true, output: '0'.repeat(1000) });
      expect(await talk.cell('echo ok')).toMatchObject({ truncated: false, output: 'ok\n' });
    });

    it('is interrupted by a signal, and goes on', async () => {
      const talk = start(where);
      const running = talk.cell('echo up; sleep 30; echo down');
      await talk.heard((message) => message.t === 'out');
      talk.channel.send([signalFrame(2)]);
      expect(await running).toMatchObject({ code: 1 });
      expect(await talk.cell('echo again')).toMatchObject({ code: 0, output: 'again\n' });
    });

    it('takes files at any time, in place of what is there', async () => {
      const talk = start(where);
      await talk.cell('mkdir sub; ln -s /etc/passwd link; echo old > sub/file');
      for (const path of ['/work/sub/file', '/work/link', '/work/new/deep/file'])
        talk.channel.send([fileFrame(path, 0o644, Buffer.from('new'))]);
      await talk.heard((message) => message.t === 'wrote' && message.path.endsWith('deep/file'));
      expect(talk.messages.filter((message) => message.t === 'wrote' && message.error !== undefined)).toEqual([]);
      expect(await talk.cell('cat sub/file link new/deep/file; [ -L link ] || echo plain')).toMatchObject({
        output: 'newnewnewplain\n',
      });
    });

    it('says why a file cannot be written, and goes on', async () => {
      const talk = start(where);
      await talk.cell('mkdir folder; ln -s /tmp away; mkdir -m 500 closed');
      for (const path of ['/work/folder', '/work/away/file', '/work/closed/file', '/etc/file', '/work/../etc/file']) {
        talk.channel.send([fileFrame(path, 0o644, Buffer.from('x'))]);
        const answer = await talk.heard((message) => message.t === 'wrote' && message.path === path);
        expect(answer).toMatchObject({ error: expect.any(String) });
      }
      expect(await talk.cell('ls /tmp')).toMatchObject({ code: 0, output: '' });
    });

    it('ends as failed when a job is given before the last one is done', async () => {
      const talk = start(where);
      talk.give('sleep 5');
      talk.give('echo never');
      expect(await talk.heard((message) => message.t === 'end')).toMatchObject({
        cause: 'failed',
        reason: 'a job before the last one was done',
      });
    });

    it('ends with its agent', async () => {
      const talk = start(where);
      talk.give('exit 5');
      expect(await talk.heard((message) => message.t === 'end')).toMatchObject({ cause: 'exited', code: 5 });
    });
  });

  describe('a file asked for', () => {
    it('arrives whole, in pieces', async () => {
      const talk = start(where);
      await talk.cell('head -c 200000 /dev/zero | tr "\\0" x > big; : > empty');
      expect((await talk.read('/work/big')).content).toBe('x'.repeat(200_000));
      expect(await talk.read('/work/empty')).toEqual({ content: '', error: undefined });
    });

    it.each([
      ['/work/missing', 'No such file'],
      ['/work', 'not a regular file'],
      ['/work/folder', 'not a regular file'],
      ['/work/pipe', 'not a regular file'],
      ['/work/link', 'symbolic links'],
      ['/work/away/passwd', 'Not a directory'],
      ['/work/magic/passwd', 'Not a directory'],
      ['/work/folder/../../etc/passwd', 'Invalid argument'],
      ['/work//./folder', 'Invalid argument'],
      ['/workshop', 'outside every writable place'],
      ['/etc/passwd', 'outside every writable place'],
      ['/proc/self/environ', 'outside every writable place'],
      ['relative', 'outside every writable place'],
      ['/work/closed', 'Permission denied'],
      [`/work/${'x'.repeat(300)}`, 'Invalid argument'],
    ])('is refused: %s', async (path, reason) => {
      const talk = start(where);
      await talk.cell(
        'mkdir folder; mkfifo pipe; ln -s /etc/passwd link; ln -s /etc away; ln -s /proc/self/root/etc magic; : > closed; chmod 0 closed',
      );
      const { content, error } = await talk.read(path);
      expect(content).toBe('');
      expect(error).toContain(reason);
    });

    it('is never one that a link leads to, however fast it changes', async () => {
      const talk = start(where);
      await talk.cell('mkdir real; echo mine > real/passwd; ln -s /etc fake; ln -s real swap');
      talk.give(
        'for i in {1..3000}; do mv -T real swap 2>/dev/null; ln -sfn /etc swap; rm -f swap; mkdir -p real; echo mine > real/passwd; done',
      );
      const seen = new Set<string>();
      for (let attempt = 0; attempt < 200; attempt++) seen.add((await talk.read('/work/swap/passwd')).content);
      expect([...seen].filter((content) => content !== '' && content !== 'mine\n')).toEqual([]);
    });
  });

  describe('a folder asked for', () => {
    it('is listed by name, kind and size', async () => {
      const talk = start(where);
      await talk.cell("printf abc > file; mkdir folder; ln -s /etc link; mkfifo pipe; : > $'n\"\\n'");
      const { entries, error } = await talk.list('/work');
      expect(error).toBeUndefined();
      expect(new Map(entries.map(({ name, kind }) => [name, kind]))).toEqual(
        new Map([
          ['cell.sh', 'file'],
          ['file', 'file'],
          ['folder', 'directory'],
          ['link', 'link'],
          ['pipe', 'other'],
          ['n"\n', 'file'],
        ]),
      );
      expect(entries.find(({ name }) => name === 'file')?.bytes).toBe(3);
    });

    it.each([
      ['/work/link', 'Not a directory'],
      ['/work/file', 'Not a directory'],
      ['/work/missing', 'No such file'],
      ['/', 'outside every writable place'],
    ])('is refused: %s', async (path, reason) => {
      const talk = start(where);
      await talk.cell('ln -s /etc link; : > file');
      expect(await talk.list(path)).toMatchObject({ entries: [], error: expect.stringContaining(reason) });
    });
  });
});

describe.runIf(isRoot)('random numbers and the clock of a machine', () => {
  it('are renewed by a warden that is root: random numbers, before and after the job', async () => {
    const talk = start(ofOtherUser);
    talk.channel.send([entropyFrame(crypto.getRandomValues(new Uint8Array(64)))]);
    expect(await talk.cell('echo one')).toMatchObject({ code: 0 });
    talk.channel.send([entropyFrame(crypto.getRandomValues(new Uint8Array(64)))]);
    expect(await talk.cell('echo two')).toMatchObject({ output: 'two\n' });
  });

  it.each([
    ['random numbers', entropyFrame(new Uint8Array(64)), 'renew random numbers'],
    ['too few random numbers', entropyFrame(new Uint8Array(3)), 'renew random numbers: Invalid argument'],
    ['the clock', clockFrame(1_790_000_000_000_000_000n), 'set the clock'],
    ['a clock before 1970', clockFrame(-1n), 'set the clock: Invalid argument'],
  ])('are not renewed in silence where they cannot be: %s', async (_, frame, reason) => {
    const talk = start(ofSameUser);
    talk.channel.send([frame]);
    expect(await talk.heard((message) => message.t === 'end')).toMatchObject({
      cause: 'failed',
      reason: expect.stringContaining(reason),
    });
  });
});
