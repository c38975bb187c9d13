import { describe, expect, it } from 'vitest';
import type { HintLine, SystemCall } from '../../observe/message.ts';
import { lineFeed } from './log.ts';
import { Trace } from './trace.ts';

const START = Date.parse('2026-01-02T03:04:05Z');

/** A log as the sentry writes it: the agent's start, and then one line a millisecond. */
function logOf(lines: readonly (string | { debug: string })[]): string {
  const all = ['[   3:   3] python3 E write(0x4 pipe:[2], 0x7f "W\\x1f3\\n", 0x4)', write('B\\x1f3\\n'), ...lines];
  return all
    .map((text, ms) => {
      const time = new Date(START + ms).toISOString();
      return JSON.stringify({
        msg: typeof text === 'string' ? text : text.debug,
        level: typeof text === 'string' ? 'info' : 'debug',
        time,
      });
    })
    .map((text) => `${text}\n`)
    .join('');
}

function write(text: string): string {
  return `[   3:   3] python3 E write(0x4 pipe:[2], 0x7f "${text}", 0x4)`;
}

function call(args: string, result = '0 (0x0)', task = '[   3:   3] python3'): string[] {
  return [`${task} E ${args}`, `${task} X ${args} = ${result} (1µs)`];
}

function read(lines: Parameters<typeof logOf>[0], hints: readonly HintLine[] = []) {
  const trace = new Trace(new Map([['/bin', 'usr/bin']]));
  lineFeed(trace)(Buffer.from(logOf(lines)));
  return trace.join([hint('B\x1f3'), ...hints]);
}

function calls(lines: Parameters<typeof logOf>[0]): SystemCall[] {
  return read(lines).messages.filter((message) => message.t === 'sys');
}

function hint(line: string): HintLine {
  return { t: 'hint', ms: 0, line };
}

describe('the trace', () => {
  it('tells files as the warden does', () => {
    const found = calls([
      ...call('openat(AT_FDCWD /work, 0x7f ./a/../new, O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0o666)', '3 (0x3)'),
      ...call(
        'openat(AT_FDCWD /work, 0x7f /etc/shadow, O_RDONLY|O_CLOEXEC, 0o0)',
        '0 (0x0) errno=13 (permission denied)',
      ),
      ...call('openat(AT_FDCWD /work, 0x7f /usr/lib/x.so, O_RDONLY|O_CLOEXEC, 0o0)', '3 (0x3)'),
      ...call('rename(0x7f new, 0x7f /tmp/old)'),
    ]);
    expect(found).toMatchObject([
      { call: 'openat', path: '/work/new', flags: 0o2001101, ok: true, pid: 3, tid: 3, comm: 'python3', ms: 1 },
      { call: 'openat', path: '/etc/shadow', ok: false },
      { call: 'rename', path: '/work/new', to: '/tmp/old', ok: true },
    ]);
  });

  it('follows working directories, descriptors and children', () => {
    const child = '[   4:   4] python3';
    const found = calls([
      ...call('chdir(0x7f /tmp)'),
      ...call('openat(AT_FDCWD /tmp, 0x7f d, O_RDONLY|O_DIRECTORY, 0o0)', '5 (0x5)'),
      '[   3:   3] python3 E clone(CLONE_CHILD_CLEARTID|0x11, 0x0, 0x0, 0x0, 0x0)',
      ...call('unlink(0x7f x)', '0 (0x0)', child),
      ...call('renameat(0x5 /tmp/d, 0x7f a, 0x5, 0x7f b)', '0 (0x0)', child),
      '[   3:   3] python3 X clone(CLONE_CHILD_CLEARTID|0x11, 0x0, 0x0, 0x0, 0x0) = 4 (0x4) (1µs)',
      ...call(
        'execve(0x7f /bin/echo, 0x7f ["echo", "a\\"b\\n"], 0x7f ["A=, 0x1 [\\"x\\"], 0x2 []"])',
        '0 (0x0)',
        child,
      ),
    ]);
    expect(found.slice(1)).toMatchObject([
      { call: 'clone', pid: 3 },
      { call: 'unlink', path: '/tmp/x', pid: 4, ppid: 3 },
      { call: 'renameat', path: '/tmp/d/a', to: '/tmp/d/b' },
      { call: 'execve', path: '/bin/echo', argv: ['echo', 'a"b\n'], ok: true },
    ]);
  });

  it('tells addresses, payloads, sleeps, signals and refusals', () => {
    const found = calls([
      ...call('connect(0x6 socket:[1], 0x7f {Family: AF_INET, Addr: 10.1.2.3, Port: 80}, 0x10)'),
      ...call('sendto(0x6 socket:[1], 0x7f, 0xa, 0x0, null, 0x0)'),
      ...call(
        'sendmsg(0x6 socket:[1], 0x7f {name=0x0, namelen=0, iovecs=0x7f {base=0x7f, len=3, "q\\"\\xff"}, control={0x0 }, flags=0}, 0x0)',
      ),
      ...call('bind(0x6 socket:[4], 0x7f {Family: AF_UNIX, Addr: "\\x00a, Port: 3}"}, 0x9)'),
      ...call('clock_nanosleep(0x1, 0x0, 0x7f {sec=2 nsec=500000000}, 0x0)'),
      ...call('kill(0x1, SIGTERM)'),
      { debug: '[   3:   3] Syscall 101: denied by seccomp' },
    ]);
    expect(found).toMatchObject([
      { call: 'connect', fd: 6, family: 'inet', address: '10.1.2.3', port: 80 },
      { call: 'sendto', address: '10.1.2.3', bytes: 10 },
      { call: 'sendmsg', bytes: 3, data: Buffer.from([0x71, 0x22, 0xff]).toString('base64') },
      { call: 'bind', family: 'unix', address: '\0a, Port: 3}' },
      { call: 'clock_nanosleep', seconds: 2.5 },
      { call: 'kill', a: 1, b: 15 },
      { call: process.arch === 'x64' ? 'ptrace' : expect.any(String), comm: 'python3' },
    ]);
  });

  it('leaves out what the warden and the interpreter do before the sample begins', () => {
    const before = JSON.stringify({
      msg: '[   1:   1] warden E unlink(0x7f /etc/x)',
      level: 'info',
      time: new Date(START).toISOString(),
    });
    const trace = new Trace();
    lineFeed(trace)(Buffer.from(`${before}\n${logOf(['[   1:   1] warden E unlink(0x7f /etc/y)'])}`));
    expect(trace.join([]).messages).toEqual([]);
  });
});

describe('hints among the calls', () => {
  it('stand where the agent wrote them', () => {
    const said = [hint('H\x1f3\x1fone é'), hint('H\x1f3\x1ftwo')];
    const { messages } = read(
      [
        write('H\\x1f3\\x1fone é\\n'),
        ...call('unlink(0x7f a)'),
        write('H\\x1f3\\x1ftwo\\n'),
        ...call('unlink(0x7f b)'),
      ],
      said,
    );
    expect(messages.map((message) => (message.t === 'hint' ? message.line : message.path))).toEqual([
      'B\x1f3',
      'H\x1f3\x1fone é',
      '/work/a',
      'H\x1f3\x1ftwo',
      '/work/b',
    ]);
    expect(messages.map(({ ms }) => ms)).toEqual([0, 1, 2, 4, 5]);
  });

  it('of which no write was seen come all the same', () => {
    expect(read([], [hint('H\x1flost')]).messages).toHaveLength(2);
  });

  it('are heard only from the pipe of the hints, and begin only once', () => {
    const { messages } = read([
      '[   3:   3] python3 E write(0x1 pipe:[9], 0x7f "H\\x1f3\\x1fone\\n", 0x4)',
      write('B\\x1f3\\n'),
      ...call('unlink(0x7f a)'),
    ]);
    expect(messages.at(-1)).toMatchObject({ path: '/work/a', ms: 3 });
  });
});

describe('the feed of lines', () => {
  it('joins what arrives in pieces and counts what is too long', () => {
    const trace = new Trace();
    const feed = lineFeed(trace);
    const log = Buffer.from(logOf(call('unlink(0x7f a)')));
    for (let at = 0; at < log.length; at += 7) feed(log.subarray(at, at + 7));
    feed(Buffer.alloc(3 * 1024 * 1024, 0x20));
    feed(Buffer.from(`\n${logOf(call('unlink(0x7f b)'))}`));
    const { messages, dropped } = trace.join([]);
    expect(messages.map((message) => (message.t === 'sys' ? message.path : ''))).toEqual(['/work/a', '/work/b']);
    expect(dropped).toBe(1);
  });
});
