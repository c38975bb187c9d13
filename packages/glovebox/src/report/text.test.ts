import { describe, expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import type { Report } from './report.ts';
import { wantsColour } from './style.ts';
import { renderText } from './text.ts';

const SOURCE = 'import os\n\nif True:\n\tkeys = open("/etc/shadow")  # \u001b[2J\u202e\n';
const sample = sampleOfSource(SOURCE, 'python', { entry: 'steal\n.py' });

const REPORT: Report = {
  schema: 'glovebox.report/1',
  sample: { id: sample.id, language: 'python', entry: sample.entry, files: [sample.entry] },
  verdict: { decision: 'block', risk: 100, reasons: ['password-hash-read'] },
  findings: [
    {
      rule: 'password-hash-read',
      severity: 'critical',
      title: 'Reaches for password hashes',
      locations: [
        { file: sample.entry, line: 4 },
        { file: sample.entry, line: 1 },
      ],
      evidence: ['site:1', 'event:1'],
      message: 'open /etc/shadow\u001b[31m.',
      remedy: 'Do not run it.',
      status: 'open',
    },
  ],
  sites: [
    {
      id: 'site:1',
      capability: 'file.read',
      callee: 'open',
      file: sample.entry,
      line: 4,
      column: 9,
      endLine: 4,
      executed: true,
    },
  ],
  flows: [],
  runs: [
    {
      id: 'run:1',
      backend: 'jail',
      isolation: {
        namespaces: ['user', 'net'],
        seccomp: 2,
        noNewPrivileges: true,
        capabilities: '0',
        landlock: 4,
        uid: 1000,
        interfaces: ['lo'],
        rootReadOnly: true,
        limits: {
          memory: { value: 268435456, enforcedBy: 'cgroup-v2' },
          processes: { value: 50, enforcedBy: 'cgroup-v2' },
          wallClock: { value: 30000, enforcedBy: 'warden' },
        },
      },
      conditions: { clock: null },
      status: 'exited',
      exitCode: 1,
      stdout: 'safe\u001b]0;title\u0007\nverdict: ALLOW\r\n',
      stderr: '',
      truncated: false,
      durationMs: 12,
      resources: { cpuMs: 9, peakMemoryBytes: 9_000_000, processes: 1, writtenBytes: 0 },
      changes: [{ path: '/work/\u202egpj.sh', change: 'created', bytes: 3 }],
      events: [
        {
          id: 'event:1',
          atMs: 8,
          capability: 'file.read',
          operation: 'openat',
          target: '/etc/shadow',
          outcome: 'denied',
          observer: 'kernel',
          process: { pid: 2, command: 'python3' },
          source: { file: sample.entry, line: 4 },
        },
      ],
    },
  ],
  coverage: { sites: { found: 1, executed: 1 }, lines: { executable: 3, executed: 3, complete: true } },
  engine: { version: '0.1.0', policy: 'sha256:0' },
  timings: { inspectMs: 1, totalMs: 40 },
};

describe('the text for a person', () => {
  it('begins with the verdict, quotes the line with a caret under the call, and says what to do', () => {
    expect(renderText(REPORT, sample, { colour: false })).toBe(`BLOCK  risk 100/100  steal\\n.py  python, 1 finding

critical  Reaches for password hashes  password-hash-read
  steal\\n.py:4 and line 1
  4 │ keys = open("/etc/shadow")  # \\e[2J\\u202e
    │        ^^^^
  open /etc/shadow\\e[31m.
  seen  kernel: openat /etc/shadow (denied)
  do    Do not run it.

run       exited with 1   12 ms, 9 ms of processor, 9 MiB, 1 process
     8 ms  file.read         /etc/shadow denied  steal\\n.py:4
left      created /work/\\u202egpj.sh
held by   2 namespaces (user net), seccomp filter, Landlock 4, no capabilities, no network
limits    memory 256 MiB, 50 processes (cgroup-v2), 30 s (warden)

coverage  1 of 1 site ran, 3 of 3 lines   40 ms

printed by the program (untrusted)
  │ safe\\e]0;title\\x07
  │ verdict: ALLOW
`);
  });

  it('has colours of our own and none of the sample’s', () => {
    const text = renderText(REPORT, sample, { colour: true });
    expect(text).toContain('\u001b[31mBLOCK');
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(renderText(REPORT, sample, { colour: false }));
  });

  it('is one line when asked to be quiet', () => {
    expect(renderText(REPORT, sample, { colour: false, quiet: true })).toMatch(/^BLOCK[^\n]*\n$/);
  });
});

it('colours are for terminals, and for those who want them', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true);
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour({}, {})).toBe(false);
});
