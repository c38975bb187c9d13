import { describe, expect, it } from 'vitest';
import type { Event } from '../event.ts';
import type { CodeFile, HintLine, SystemCall } from '../message.ts';
import { capture } from './capture.ts';
import { CAPTURE_LIMITS } from './limits.ts';

const OWN = new Map([['/work/a.py', Buffer.from('import os\n')]]);

function hint(...fields: (string | number)[]): HintLine {
  return { t: 'hint', ms: 1, line: fields.join('\x1f') };
}

function evaluated(code: string, line = 3): HintLine {
  return hint('H', 2, 2, 'code.eval', 'exec', '<string>', '/work/a.py', line, `code=${code}`);
}

function piece(text: string, more: 0 | 1 | 2, how = 'evaluated', pid = 2): HintLine {
  return hint('C', pid, pid, more, how, 'python', 'exec', text);
}

function started(...argv: string[]): SystemCall {
  const path = `/bin/${argv[0]}`;
  return { t: 'sys', ms: 2, pid: 5, tid: 5, ppid: 2, comm: 'python3', call: 'execve', ok: true, path, argv };
}

function opened(path: string, text: string, pid = 2): (SystemCall | CodeFile)[] {
  const bytes = Buffer.from(text);
  return [
    { t: 'sys', ms: 3, pid, tid: pid, ppid: 1, comm: 'python3', call: 'openat', ok: true, path, flags: 0 },
    { t: 'code', ms: 3, pid, path, bytes: bytes.length, data: bytes.toString('base64') },
  ];
}

function captured(messages: (HintLine | SystemCall | CodeFile)[], events: Event[] = []) {
  return capture(messages, '/work', OWN, events).captured;
}

function codes(messages: (HintLine | SystemCall | CodeFile)[]): string[] {
  return captured(messages).map(({ code }) => code);
}

describe('captured code', () => {
  it('is what an interpreter was seen evaluating, with the line of the sample', () => {
    expect(captured([evaluated('os.system("id")')])).toEqual([
      {
        id: 'code:1',
        language: 'python',
        how: 'evaluated',
        by: 'exec',
        code: 'os.system("id")',
        source: { file: 'a.py', line: 3 },
      },
    ]);
  });

  it('is whole where it was told in pieces', () => {
    const code = `${'x'.repeat(2_500)}\nend()`;
    expect(
      codes([
        piece(code.slice(0, 900), 1),
        piece(code.slice(900).replace('\n', '\\n'), 0),
        evaluated(code.slice(0, 2_000)),
      ]),
    ).toEqual([code]);
  });

  it('is not taken away by pieces that the sample writes itself', () => {
    expect(codes([piece('print("harmless")', 0), evaluated('os.system("id")')])).toContain('os.system("id")');
    const long = `${'y'.repeat(2_000)}`;
    expect(codes([piece('print("harmless")', 0), evaluated(long)])).toContain(long);
  });

  it('is the body of a function, whatever names it is given', () => {
    const said = hint('H', 2, 2, 'code.eval', 'Function', 'anonymous', '/work/a.js', 3, 'code=a , b , return f(a)');
    const told = hint('C', 2, 2, 0, 'evaluated', 'javascript', 'Function', 'return f(a)');
    expect(codes([told, said])).toEqual(['return f(a)']);
    const acts = hint('H', 2, 2, 'code.eval', 'Function', 'anonymous', '/work/a.js', 3, 'code=a , f() , g(a)');
    const forged = hint('C', 2, 2, 0, 'evaluated', 'javascript', 'Function', 'g(a)');
    expect(codes([forged, acts])).toContain('a , f() , g(a)');
  });

  it('is not hidden by a flood that comes before it', () => {
    const flood = Array.from({ length: 500 }, (_, number) => evaluated(`harmless(${number})`));
    const { captured: kept, dropped } = capture([...flood, evaluated('payload()')], '/work', OWN, []);
    expect(kept.map(({ code }) => code)).toContain('payload()');
    expect(kept.length).toBe(CAPTURE_LIMITS.pieces);
    expect(dropped).toBe(401);
    const sums = Array.from({ length: 500 }, (_, number) => evaluated(`${number} + 1`));
    expect(capture([...sums, evaluated('payload()')], '/work', OWN, []).dropped).toBe(1);
    expect(codes([...flood, started('sh', '-c', 'rm -rf /')])).toContain('rm -rf /');
  });

  it('is bounded in length, each and together, and says what is missing', () => {
    const pieces = Array.from({ length: 200 }, (_, number) => piece(`${number}${'z'.repeat(900)}`, 1));
    const [one] = captured([...pieces, piece('', 2), evaluated('0z')]);
    expect(one?.code.length).toBe(CAPTURE_LIMITS.length);
    expect(one?.truncated).toBe(true);
    const files = Array.from({ length: 40 }, (_, number) =>
      opened(`/tmp/${number}.py`, `f(${number}) ${'f'.repeat(65_000)}`),
    );
    const { captured: kept, dropped } = capture(files.flat(), '/work', OWN, []);
    expect(kept.reduce((sum, { code }) => sum + code.length, 0)).toBeLessThanOrEqual(CAPTURE_LIMITS.total);
    expect(dropped).toBe(40 - kept.length);
  });

  it('is an argument as the kernel saw it, all of it where it is long', () => {
    expect(captured([started('sh', '-c', 'id -u')])).toMatchObject([{ language: 'bash', how: 'argument', by: 'sh' }]);
    const whole = `id ${'a'.repeat(3_000)}`;
    expect(codes([{ ...started('sh', '-c', whole.slice(0, 1_023)), cut: 2, whole }])).toEqual([whole]);
  });

  it('is a file that an interpreter was named, or that is imported', () => {
    const [, file] = opened('/tmp/a', 'id\n', 5);
    expect(captured([started('bash', '/tmp/a'), file as CodeFile])).toMatchObject([
      { how: 'file', by: 'bash', language: 'bash', path: '/tmp/a' },
    ]);
    const imported = hint('H', 2, 2, 'code.import', 'import', 'stage', '/work/a.py', 4);
    expect(codes([imported, ...opened('/tmp/stage.py', 'import os\nos.abort()\n')])).toHaveLength(1);
    const ran = hint('C', 2, 2, 0, 'ran', 'python', 'exec', '/tmp/b.py', '/work/a.py', 9);
    expect(captured([evaluated('1'), ...opened('/tmp/b.py', 'call()\n'), ran])).toMatchObject([
      { path: '/tmp/b.py', source: { file: 'a.py', line: 9 } },
    ]);
  });

  it('is no file that is only read, unless nobody says what it is read for', () => {
    const read = opened('/tmp/b.py', 'call()\n');
    expect(codes([evaluated('1'), ...read])).toEqual([]);
    expect(codes(read)).toEqual(['call()\n']);
  });

  it('is not the text of the sample itself, except as another language', () => {
    expect(codes([evaluated('import os\\n')])).toEqual([]);
    expect(codes([started('sh', '-c', 'import os\n')])).toEqual(['import os\n']);
  });

  it('is what a shell evaluates over several lines, and what it sources from a pipe', () => {
    const messages = [
      hint('T', 2, '/work/a.sh', 2, "eval 'cat a"),
      hint("echo it'\\''s"),
      hint('TT', 2, '/work/a.sh', 2, 'cat a'),
      hint('T', 2, '/work/a.sh', 3, 'source /dev/fd/63'),
      hint('T', 2, '/dev/fd/63', 1, 'ls /home'),
      hint('T', 2, '/dev/fd/63', 2, 'id'),
    ];
    const own = new Map([['/work/a.sh', Buffer.from('')]]);
    expect(capture(messages, '/work', own, []).captured).toMatchObject([
      { by: 'source', path: '/dev/fd/63', code: 'ls /home\nid', source: { file: 'a.sh', line: 3 } },
      { by: 'eval', code: "cat a\necho it's", source: { file: 'a.sh', line: 2 } },
    ]);
  });

  it('never fails on what a hostile sample writes', () => {
    const noise = ['C', 'C\x1f', 'C\x1f1\x1f1\x1f9', 'H\x1f', `T\x1f2\x1f\x1f\x1feval $'\\`, 'T', '\x1f', `eval '`];
    const many = Array.from({ length: 300 }, (_, pid) => piece('q'.repeat(900), 1, 'evaluated', pid + 1));
    const kept = codes([...noise.map((line): HintLine => ({ t: 'hint', ms: 1, line })), ...many]);
    expect(kept.join('')).not.toContain('q');
  });
});
