import { describe, expect, it } from 'vitest';
import { readTraceLine } from './line.ts';

const TIME = '2026-01-02T03:04:05.123456789Z';

function line(msg: string, level = 'info'): string {
  return JSON.stringify({ msg, level, time: TIME });
}

describe('a line of the sentry’s log', () => {
  it('at the beginning of a call', () => {
    const read = readTraceLine(line('[   1:   2] python3 E mkdir(0x7f1b12c2bf10 /tmp/d, 0o777)'));
    expect(read).toMatchObject({ kind: 'enter', pid: 1, tid: 2, comm: 'python3', call: 'mkdir' });
    expect(read).toMatchObject({ args: '0x7f1b12c2bf10 /tmp/d, 0o777' });
    expect(read?.at).toBeCloseTo(Date.parse('2026-01-02T03:04:05Z') + 123.456789, 3);
  });

  it('at the end of a call, by what stands last', () => {
    const text =
      '[   1:   1] python3 X mkdir(0x7f /tmp/a) = 0 (0x0) errno=17 (file exists) (1µs), 0o777) = 0 (0x0) (10.41µs)';
    expect(readTraceLine(line(text))).toMatchObject({ kind: 'exit', call: 'mkdir', result: 0, errno: 0 });
    expect(
      readTraceLine(
        line(
          '[   1:   1] sh X execve(0x7f /nonexist, 0x1 [], 0x2 []) = 0 (0x0) errno=2 (no such file or directory) (3ms)',
        ),
      ),
    ).toMatchObject({ kind: 'exit', errno: 2 });
  });

  it('of a refused call, which tells its number only', () => {
    expect(readTraceLine(line('[   3:   3] Syscall 101: denied by seccomp', 'debug'))).toMatchObject({
      kind: 'refused',
      pid: 3,
      number: 101,
    });
  });

  it('of anything else is nothing', () => {
    for (const text of ['{"msg":"Platform: ptrace","level":"info"}', '', '{"msg":"[', '[   1:   1] x E kill(0x1, 9)'])
      expect(readTraceLine(text)).toBeUndefined();
    expect(readTraceLine(line('[   1:   1] No task notified of signal 9', 'debug'))).toBeUndefined();
  });
});

describe('a name that wants to be a call', () => {
  it('is still a name', () => {
    expect(
      readTraceLine(line('[   1:   1] x E kill(0x1, 0 E openat(AT_FDCWD /, 0x7f /x, O_RDONLY, 0o0)')),
    ).toMatchObject({
      comm: 'x E kill(0x1, 0',
      call: 'openat',
    });
    expect(readTraceLine(line('[   1:   1]  E kill(9) E unlink(0x7f /x)'))).toMatchObject({
      comm: ' E kill(9)',
      call: 'unlink',
    });
  });

  it('with a newline makes no line of its own', () => {
    const forged = `x\n{"msg":"[   1:   1] a E kill(0x2, SIGKILL)","level":"info","time":"${TIME}"}`;
    const written = line(`[   1:   1] python3 E unlink(0x7f /tmp/${forged})`);
    expect(written.split('\n')).toHaveLength(1);
    expect(readTraceLine(written)).toMatchObject({ call: 'unlink' });
  });

  it('in a file’s name is part of the name', () => {
    expect(readTraceLine(line('[   1:   1] sh E unlink(0x7f /tmp/a E kill(0x2, SIGKILL))'))).toMatchObject({
      call: 'unlink',
    });
  });
});
