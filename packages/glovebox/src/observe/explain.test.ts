import { describe, expect, it } from 'vitest';
import { processorMs } from '../inspect/clock.fixture.ts';
import type { HintLine, SystemCall } from './message.ts';
import { buildTimeline } from './timeline.ts';

const hint = (capability: string, operation: string, target: string, line: number, more: string[] = []): HintLine => ({
  t: 'hint',
  ms: 1,
  line: ['H', 2, 2, capability, operation, target, line === 0 ? '' : '/work/a.js', line || '', ...more].join('\x1f'),
});

const call = (name: string, more: Partial<SystemCall>): SystemCall => ({
  t: 'sys',
  ms: 2,
  pid: 2,
  tid: 2,
  ppid: 1,
  comm: 'node',
  call: name,
  ok: true,
  ...more,
});

function lineOf(...messages: (HintLine | SystemCall)[]): number | undefined {
  return buildTimeline(messages, '/work').events.findLast(({ observer }) => observer === 'kernel')?.source?.line;
}

describe('of several hints the one that speaks best explains a fact', () => {
  it('a file that is opened later is not taken for one that an import reads', () => {
    const opened = call('openat', { path: '/work/list', flags: 0 });
    const said = [hint('file.read', 'fs.createReadStream', '/work/list', 3), hint('code.import', 'import', 'net', 9)];
    expect(lineOf(...said, opened)).toBe(3);
  });

  it('of many files begun at once each has its own line', () => {
    const said = Array.from({ length: 500 }, (_, at) => hint('file.write', 'fs.writeFile', `/work/out${at}`, at + 1));
    expect(lineOf(...said, call('openat', { path: '/work/out7', flags: 0o101 }))).toBe(8);
  });

  it('connections are told apart by port, questions by name', () => {
    const said = [
      hint('network.connect', 'http.get', 'http://127.0.0.1:4001/', 3),
      hint('network.connect', 'net.connect', '127.0.0.1:4002', 4),
      hint('network.connect', 'fetch', 'https://one.example/', 5),
    ];
    const connected = call('connect', { family: 'inet', address: '127.0.0.1', port: 4001 });
    expect(lineOf(...said, connected)).toBe(3);
    expect(lineOf(...said, call('connect', { family: 'inet', address: '10.0.0.1', port: 443 }))).toBe(5);
  });

  it('a hint with a line before one without', () => {
    const said = [hint('file.delete', 'fs.promises.rm', '/work/d', 3), hint('file.delete', 'fs.rmdir', '/work/d', 0)];
    expect(lineOf(...said, call('rmdir', { path: '/work/d' }))).toBe(3);
  });

  it('two programs started at once are told apart by their command', () => {
    const said = [
      hint('process.spawn', 'child_process.exec', 'touch a', 3),
      hint('process.spawn', 'child_process.exec', 'touch b', 4),
    ];
    const started = (target: string, pid: number) =>
      call('execve', { pid, tid: pid, ppid: 2, path: '/bin/sh', argv: ['/bin/sh', '-c', target] });
    expect(lineOf(...said, started('touch b', 3), started('touch a', 4))).toBe(3);
  });

  it('native code that was called last did it, whatever was said before', () => {
    const said = [
      hint('process.spawn', 'child_process.execSync', 'id', 3),
      hint('code.native', 'process.binding', 'spawn_sync', 9),
    ];
    expect(lineOf(...said, call('execve', { pid: 3, tid: 3, ppid: 2, path: '/usr/bin/id', argv: ['id'] }))).toBe(9);
  });

  it('an interpreter that a sample starts has lines of its own', () => {
    const child = (name: string, more: Partial<SystemCall>) => call(name, { pid: 3, tid: 3, ppid: 2, ...more });
    const said = {
      ...hint('file.write', 'open', '/work/out', 5),
      line: 'H\x1f3\x1f3\x1ffile.write\x1fopen\x1f/work/out\x1f/work/child.py\x1f5',
    };
    const { events } = buildTimeline(
      [
        hint('process.spawn', 'child_process.spawn', 'python3 child.py', 2),
        child('execve', { path: '/usr/bin/python3', argv: ['python3', 'child.py'] }),
        child('openat', { path: '/proc/2/fd/40', flags: 1 }),
        said,
        child('openat', { path: '/work/out', flags: 0o101 }),
        child('openat', { path: '/work/other', flags: 0o101 }),
      ],
      '/work',
    );
    const kernel = events.filter(({ observer }) => observer === 'kernel').map(({ target, source }) => [target, source]);
    expect(kernel.slice(1)).toEqual([
      ['/work/out', { file: 'child.py', line: 5 }],
      ['/work/other', { file: 'a.js', line: 2 }],
    ]);
  });
});

describe('a hint without the key of its agent', () => {
  const KEY = '0123456789abcdef';
  const begin: HintLine = { t: 'hint', ms: 0, line: `B\x1f2\x1f${KEY}` };

  it('explains nothing and is told', () => {
    const { events } = buildTimeline(
      [
        begin,
        hint('file.write', 'open', '/work/out', 5, ['key=ffffffffffffffff']),
        call('openat', { path: '/work/out', flags: 0o101 }),
      ],
      '/work',
    );
    expect(events.map(({ operation, source, unexplained }) => [operation, source, unexplained])).toEqual([
      ['openat', undefined, true],
      ['observer-silenced', undefined, undefined],
    ]);
  });

  it('does not become the agent’s by a second beginning', () => {
    const again: HintLine = { t: 'hint', ms: 1, line: 'B\x1f2\x1fffffffffffffffff' };
    const forged = hint('file.write', 'open', '/work/out', 5, ['key=ffffffffffffffff']);
    expect(lineOf(begin, again, forged, call('openat', { path: '/work/out', flags: 0o101 }))).toBeUndefined();
    const own = hint('file.write', 'open', '/work/out', 5, [`key=${KEY}`]);
    expect(lineOf(begin, again, own, call('openat', { path: '/work/out', flags: 0o101 }))).toBe(5);
  });
});

it('targets that are long to compare are worked out once, however many facts they are compared with', async () => {
  const said = Array.from({ length: 96 }, (_, at) => hint('file.read', 'open', `${'/.'.repeat(7_500)}/q`, at + 1));
  const facts = Array.from({ length: 500 }, (_, at) => call('openat', { path: `/tmp/f${at}`, flags: 0 }));
  expect(await processorMs(() => buildTimeline([...said, ...facts], '/work'))).toBeLessThan(1_000);
});
