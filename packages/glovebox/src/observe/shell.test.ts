import { describe, expect, it } from 'vitest';
import { processorMs } from '../inspect/clock.fixture.ts';
import type { Event } from './event.ts';
import type { HintLine, SystemCall } from './message.ts';
import { buildTimeline } from './timeline.ts';

const trace = (pid: number, line: number, command: string, depth = 1, file = '/work/main.sh'): HintLine => ({
  t: 'hint',
  ms: 1,
  line: [`${'T'.repeat(depth)}`, pid, file, line, command].join('\x1f'),
});

const call = (name: string, pid: number, more: Partial<SystemCall> = {}): SystemCall => ({
  t: 'sys',
  ms: 2,
  pid,
  tid: pid,
  ppid: pid === 2 ? 1 : 2,
  comm: 'bash',
  call: name,
  ok: true,
  ...more,
});

function linesOf(messages: (HintLine | SystemCall)[], files: Record<string, string>): (string | undefined)[] {
  const own = new Map(Object.entries(files).map(([name, text]) => [`/work/${name}`, Buffer.from(text)]));
  const kernel = ({ observer }: Event) => observer === 'kernel';
  return buildTimeline(messages, '/work', own)
    .events.filter(kernel)
    .map(({ source }) => source && `${source.file}:${source.line}`);
}

describe('the lines of a shell', () => {
  it('of what a pattern of names reads is that of the command it stands in, which is told later', () => {
    const messages = [
      trace(2, 1, 'true'),
      call('openat', 2, { path: '/work/data', flags: 0o200000 }),
      trace(2, 3, 'cat data/a'),
    ];
    expect(linesOf(messages, { 'main.sh': 'true\n\ncat data/*\n' })).toEqual(['main.sh:3']);
  });

  it('of what a loop reads is where its file is named', () => {
    const messages = [
      trace(2, 1, 'true'),
      call('openat', 2, { path: '/work/list', flags: 0 }),
      trace(2, 2, 'read -r one'),
    ];
    const script = 'true\nwhile read -r one; do\n  :\ndone < list\n';
    expect(linesOf(messages, { 'main.sh': script })).toEqual(['main.sh:4']);
  });

  it('of a substitution over several lines is where its words are, whatever bash counts', () => {
    const messages = [
      trace(3, 9, 'touch made', 2),
      call('execve', 3, { path: '/usr/bin/touch', argv: ['touch', 'made'] }),
    ];
    expect(linesOf(messages, { 'main.sh': '\nvalue=$(\n  echo a\n  touch made\n)\n\n\n\n\n' })).toEqual(['main.sh:4']);
  });

  it('of a library are those of the file that is meant, however it was asked for', () => {
    const messages = [
      trace(2, 2, 'touch made', 1, './lib/part.sh'),
      call('openat', 2, { path: '/work/made', flags: 0o101 }),
    ];
    expect(linesOf(messages, { 'main.sh': '. ./lib/part.sh', 'lib/part.sh': '\ntouch made\n' })).toEqual([
      'lib/part.sh:2',
    ]);
  });

  it('after the end of the trace are looked for in the source', () => {
    const messages = [
      trace(2, 1, 'set +x'),
      call('execve', 3, { path: '/usr/bin/cp', argv: ['cp', 'a.txt', 'b.txt'] }),
    ];
    expect(linesOf(messages, { 'main.sh': 'set +x\ncp x y\ncp a.txt b.txt\n' })).toEqual(['main.sh:3']);
  });

  it('of a huge script without a line break are found in no time', async () => {
    const messages = Array.from({ length: 2_000 }, (_, at) => trace(2, 1 + (at % 50), `echo ${at}`, 2));
    const script = `${'x'.repeat(200_000)}\n`.repeat(5);
    expect(await processorMs(() => linesOf(messages, { 'main.sh': script }))).toBeLessThan(3_000);
  });
});

it('a flood of commands that stand nowhere costs no more than a moment', async () => {
  const script = Buffer.from(`${'x'.repeat(1_999)}\n`.repeat(100));
  const said = Array.from({ length: 15_000 }, (_, at) => ({
    t: 'hint' as const,
    ms: at,
    line: ['TTT', 2, '/work/a.sh', 50, `xxxy xxxy xxxy x${at}`].join('\x1f'),
  }));
  const scripts = new Map([['/work/a.sh', script]]);
  expect(await processorMs(() => buildTimeline(said, '/work', scripts))).toBeLessThan(4_000);
});
