import { describe, expect, it } from 'vitest';
import type { HintLine, SystemCall } from './message.ts';
import { buildTimeline } from './timeline.ts';

const US = '\x1f';

function hint(...fields: (string | number)[]): HintLine {
  return { t: 'hint', ms: 1, line: fields.join(US) };
}

function about(capability: string, operation: string, target: string, line: number, pid = 2): HintLine {
  return hint('H', pid, pid, capability, operation, target, '/work/a.py', line);
}

function call(name: string, more: Partial<SystemCall> = {}): SystemCall {
  return { t: 'sys', ms: 2, pid: 2, tid: 2, ppid: 1, comm: 'python3', call: name, ok: true, ...more };
}

function kernel(messages: (HintLine | SystemCall)[]) {
  return buildTimeline(messages, '/work').events.filter((event) => event.observer === 'kernel');
}

describe('the timeline', () => {
  it('gives a fact the line of the hint that came before it', () => {
    const [event] = kernel([
      about('file.write', 'open', '/work/out', 7),
      call('openat', { path: '/work/out', flags: 1 }),
    ]);
    expect(event?.source).toEqual({ file: 'a.py', line: 7 });
    expect(event?.unexplained).toBeUndefined();
  });

  it('gives what a script of nobody’s starts the line of who started it', () => {
    const trace = (pid: number, file: string, line: number) => hint('T', pid, file, line, 'cat x');
    const [script, cat] = kernel([
      about('process.spawn', 'os.system', '/tmp/last.sh', 4),
      call('execve', { pid: 4, tid: 4, ppid: 2, path: '/tmp/last.sh', argv: ['/tmp/last.sh'] }),
      trace(4, '/tmp/last.sh', 2),
      call('execve', { pid: 5, tid: 5, ppid: 4, path: '/usr/bin/cat', argv: ['cat', 'x'] }),
    ]);
    expect([script?.source?.line, cat?.source?.line]).toEqual([4, 4]);
  });

  it('leaves out the ring that an event loop of Node’s is refused, and tells of anybody else’s', () => {
    const ring = (comm: string, a: number) => call('io_uring_setup', { comm, a, ok: false });
    expect(kernel([ring('MainThread', 256), ring('WorkerThread', 256)])).toEqual([]);
    expect(kernel([ring('python3', 256), ring('MainThread', 8)])).toHaveLength(2);
  });

  it('takes what is said to be written to a connection for a line, and makes no event of it', () => {
    const said = hint('H', 2, 2, 'network.send', 'socket.send', '10.0.0.1:9', '/work/a.py', 8, 'data=aGVsbG8=');
    const messages = [about('network.connect', 'socket.connect', '10.0.0.1:9', 7), said];
    const sent = call('sendto', { family: 'inet', address: '10.0.0.1', port: 9, bytes: 5 });
    const { events } = buildTimeline([...messages, sent], '/work');
    expect(events.map(({ operation, source }) => [operation, source?.line])).toEqual([
      ['socket.connect', 7],
      ['sendto', 8],
    ]);
  });

  it('gives a connection the line that asked for it, not the one that has begun to write to it', () => {
    const asked = about('network.connect', 'https.request', 'https://drop.example/in', 11);
    const written = hint('H', 2, 2, 'network.send', 'https.end', 'drop.example:443', '/work/a.js', 17, 'data=aGVsbG8=');
    const [made] = kernel([asked, written, call('connect', { family: 'inet', address: '10.0.0.1', port: 443 })]);
    expect(made?.source?.line).toBe(11);
  });

  it('marks a fact that no hint explains', () => {
    const [event] = kernel([
      about('file.write', 'open', '/work/other', 7),
      call('openat', { path: '/work/out', flags: 1 }),
    ]);
    expect(event).toMatchObject({ unexplained: true });
    expect(event?.source).toBeUndefined();
  });

  it('does not take a write as the explanation of a removal', () => {
    const [event] = kernel([about('file.write', 'open', '/work/out', 7), call('unlink', { path: '/work/out' })]);
    expect(event?.unexplained).toBe(true);
  });

  it('says where native code was called, and still does not call it explained', () => {
    const [event] = kernel([about('code.native', 'ctypes.dlsym', 'unlink', 9), call('unlink', { path: '/work/out' })]);
    expect(event).toMatchObject({ unexplained: true, source: { line: 9 } });
  });

  it('follows it through children that do nothing but fork', () => {
    const events = kernel([
      about('process.spawn', 'os.system', 'watch ls', 3),
      call('execve', { pid: 3, ppid: 2, path: '/usr/bin/watch', argv: ['watch', 'ls'] }),
      call('clone', { pid: 3, ppid: 2, comm: 'watch' }),
      call('clone', { pid: 4, ppid: 3, comm: 'watch' }),
      call('execve', { pid: 5, ppid: 4, comm: 'watch', path: '/bin/sh', argv: ['sh', '-c', 'ls'] }),
    ]);
    expect(events.at(-1)).toMatchObject({ target: 'sh -c ls', source: { line: 3 } });
  });

  it('follows a program through its children to the line that started it', () => {
    const events = kernel([
      about('process.spawn', 'os.system', 'cat /etc/passwd', 3),
      call('execve', { pid: 3, ppid: 2, path: '/bin/sh', argv: ['sh', '-c', 'cat /etc/passwd'] }),
      call('execve', { pid: 4, ppid: 3, path: '/usr/bin/cat', argv: ['cat', '/etc/passwd'] }),
      call('openat', { pid: 4, ppid: 3, comm: 'cat', path: '/etc/passwd', flags: 0 }),
    ]);
    expect(events.map((event) => event.source?.line)).toEqual([3, 3, 3]);
    expect(events.some((event) => event.unexplained)).toBe(false);
  });

  it('counts repetitions instead of listing them', () => {
    const events = kernel(Array.from({ length: 5 }, () => call('openat', { path: '/work/x', flags: 0 })));
    expect(events).toHaveLength(1);
    expect(events[0]?.count).toBe(5);
  });

  it('keeps only lines of the sample as sources', () => {
    const [event] = buildTimeline(
      [hint('H', 2, 2, 'file.read', 'open', '/x', '/usr/lib/python3/x.py', 3)],
      '/work',
    ).events;
    expect(event?.source).toBeUndefined();
  });

  it('does not fall over lies', () => {
    const lies = [
      '',
      US,
      `H${US}`,
      `H${US}x${US}y${US}no.such${US}${US}${US}${US}-1`,
      `L${US}/work/a.py${US}1${US}9-1,x,1-99999999999`,
      'Z',
    ];
    expect(() =>
      buildTimeline(
        lies.map((line) => ({ t: 'hint', ms: 0, line })),
        '/work',
      ),
    ).not.toThrow();
  });
});

describe('who writes what only an agent may say', () => {
  const KEY = '0123456789abcdef';
  const say = (...fields: (string | number)[]): HintLine => ({ t: 'hint', ms: 1, line: fields.join('\x1f') });
  const BEGIN = say('B', 2, KEY);
  const own = new Map([['/work/a.py', new Uint8Array()]]);

  it('makes no line executed, and is told', () => {
    const { lines, events } = buildTimeline([BEGIN, say('L', '/work/a.py', 1, '1-9')], '/work', own);
    expect(lines).toEqual([]);
    expect(events).toMatchObject([{ operation: 'observer-silenced', target: 'somebody else speaks for it' }]);
    expect(buildTimeline([BEGIN, say('L', '/work/a.py', 1, '1-2', KEY)], '/work', own).lines).toMatchObject([
      { executed: [1, 2], complete: true },
    ]);
  });

  it('makes nothing a call of the agent’s', () => {
    const { exercised, events } = buildTimeline([BEGIN, say('E', 2, 'main')], '/work', own);
    expect(exercised).toBe(0);
    expect(events).toMatchObject([{ operation: 'observer-silenced' }]);
    expect(buildTimeline([BEGIN, say('E', 2, 'main', KEY)], '/work', own).exercised).toBe(1);
  });

  it('is believed where the agent has no key: a script that a program of Python’s starts', () => {
    const script = new Map([['/work/a.js', new Uint8Array()]]);
    const { lines } = buildTimeline([BEGIN, say('L', '/work/a.js', 0, '3')], '/work', script);
    expect(lines).toMatchObject([{ executed: [3] }]);
  });
});
