import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../capability.ts';
import { processorMs } from '../inspect/clock.fixture.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { buildReport } from '../report/build.ts';
import { reportSchema } from '../report/report.ts';
import { judge } from './judge.ts';
import { decisionOf, type EventLike, examine, rulesOf, type Scene, type SiteLike } from './scene.fixture.ts';

describe('ordinary programs are allowed', () => {
  it('printing is risk 0', () => {
    const { verdict, findings } = judge(examine({ source: "print('Hello, world!')", events: [] }));
    expect([verdict.decision, verdict.risk, findings]).toEqual(['allow', 0, []]);
  });

  it.each<[string, Scene]>([
    [
      'one variable of the environment',
      { sites: [{ capability: 'environment.read', callee: 'os.environ.get', target: 'X' }], events: [] },
    ],
    [
      'reading and writing beside itself',
      {
        sites: [
          { capability: 'file.read', callee: 'open', target: 'in.csv' },
          { capability: 'file.write', callee: 'open', target: 'out/plot.png', line: 2 },
        ],
        events: [
          { capability: 'file.read', operation: 'openat', target: '/work/in.csv', line: 1 },
          { capability: 'file.write', operation: 'openat', target: '/tmp/out.csv', line: 2 },
          { capability: 'file.delete', operation: 'unlink', target: '/tmp/out.csv', line: 2 },
        ],
      },
    ],
    [
      'a program with its arguments in a list, and its look-up of account names',
      {
        sites: [{ capability: 'process.spawn', callee: 'subprocess.run', target: 'ls -l' }],
        events: [
          { capability: 'process.spawn', operation: 'execve', target: 'ls -l', line: 1 },
          {
            capability: 'file.read',
            operation: 'openat',
            target: '/etc/passwd',
            process: { pid: 3, command: 'ls' },
            line: 1,
          },
        ],
      },
    ],
    [
      'cleaning up a build',
      {
        sites: [{ capability: 'file.delete', callee: 'rm', target: './build /tmp/x', arguments: { 0: '-rf' } }],
        events: [{ capability: 'process.spawn', operation: 'execve', target: 'rm -rf ./build /tmp/x', line: 1 }],
      },
    ],
    [
      'a client over TLS whose network is refused',
      {
        sites: [
          { capability: 'network.connect', callee: 'urllib.request.urlopen', target: 'https://api.example.com/v1' },
        ],
        events: [
          { capability: 'network.resolve', operation: 'sendto', target: 'api.example.com', outcome: 'denied', line: 1 },
        ],
      },
    ],
    [
      'a server on this machine that waits until its time is over',
      {
        events: [{ capability: 'network.listen', operation: 'bind', target: '127.0.0.1:8080', line: 1 }],
        run: { status: 'timed-out', exitCode: null, limit: 'wallClock' },
      },
    ],
    [
      'a signal to its own child',
      {
        events: [
          {
            capability: 'process.spawn',
            operation: 'execve',
            target: 'sleep 9',
            process: { pid: 3, command: 'sleep' },
          },
          { capability: 'process.signal', operation: 'kill', target: 'SIGTERM to process 3', detail: { to: 3 } },
        ],
      },
    ],
    [
      'a comment that asks for mercy',
      { inspection: { suppressions: [{ file: 'a.py', line: 1, text: '# nosec' }] }, events: [] },
    ],
  ])('%s', (_, scene) => {
    expect(judge(examine(scene)).verdict).toMatchObject({ decision: 'allow' });
  });
});

describe('a finding', () => {
  it('joins the site and the events of its line, the decisive place first', () => {
    const { findings } = judge(
      examine({
        sites: [{ capability: 'file.read', callee: 'open', target: '/etc/shadow', line: 4 }],
        events: [{ capability: 'file.read', operation: 'openat', target: '/etc/shadow', outcome: 'denied', line: 4 }],
      }),
    );
    expect(findings[0]).toMatchObject({
      rule: 'password-hash-read',
      locations: [{ file: 'a.py', line: 4 }],
      evidence: ['site:1', 'event:1'],
    });
  });

  it('names the first line of a call over several', () => {
    const { findings } = judge(
      examine({
        sites: [{ capability: 'file.read', callee: 'open', target: '/etc/shadow', line: 4, endLine: 7 }],
        events: [{ capability: 'file.read', operation: 'openat', target: '/etc/shadow', line: 6 }],
      }),
    );
    expect(findings[0]?.locations).toEqual([{ file: 'a.py', line: 4 }]);
  });

  it('of a whole program names the line that lets the secret out', () => {
    const { findings } = judge(
      examine({
        sites: [
          { capability: 'file.read', callee: 'open', target: '~/.ssh/id_rsa', line: 2 },
          { capability: 'network.send', callee: 'requests.post', target: 'https://x.example', line: 9 },
        ],
      }),
    );
    expect(findings[0]).toMatchObject({ rule: 'secret-exfiltration', locations: [{ line: 9 }, { line: 2 }] });
  });

  it('needs the secret before the sending, where nothing but events says so', () => {
    const events: EventLike[] = [
      { capability: 'network.connect', operation: 'connect', target: 'x.example:443' },
      { capability: 'file.read', operation: 'openat', target: '/home/user/.ssh/id_rsa' },
    ];
    expect(rulesOf({ events })).not.toContain('secret-exfiltration');
    expect(rulesOf({ events: events.toReversed() })).toContain('secret-exfiltration');
  });

  it('a thousand matches of one rule stay readable', () => {
    const sites = Array.from(
      { length: 1000 },
      (_, index): SiteLike => ({ capability: 'file.read', callee: 'open', target: '/etc/shadow', line: index + 1 }),
    );
    const { findings } = judge(examine({ sites }));
    expect(findings.length).toBeLessThanOrEqual(20);
    for (const finding of findings) expect(finding.evidence.length).toBeLessThanOrEqual(50);
  });
});

describe('allow needs evidence', () => {
  const risky: SiteLike = { capability: 'process.spawn', callee: 'subprocess.run', line: 5 };

  it('a risky site that no run reached caps the verdict at review', () => {
    expect(decisionOf({ sites: [risky], events: [] })).toBe('review');
    expect(
      decisionOf({
        sites: [risky],
        events: [{ capability: 'process.spawn', operation: 'execve', target: 'ls', line: 5 }],
      }),
    ).toBe('allow');
  });

  it('reading alone shows nothing to be harmless', () => {
    expect(decisionOf({ sites: [risky] })).toBe('review');
  });

  it('counts sites and lines', () => {
    const examination = examine({
      sites: [risky, { capability: 'file.read', callee: 'open', target: 'x', line: 7 }],
      inspection: { executableLines: { 'a.py': [1, 2, 5, 7] } },
      run: { lines: [{ file: 'a.py', executed: [1, 2, 7], complete: true }] },
    });
    const { coverage, sites } = judge(examination);
    expect(coverage).toEqual({
      sites: { found: 2, executed: 1 },
      lines: { executable: 4, executed: 3, complete: true },
      unexecuted: [{ file: 'a.py', lines: [5] }],
    });
    expect(sites.map((site) => site.executed)).toEqual([false, true]);
  });
});

describe('a list of allowed imports', () => {
  const policy = { ...DEFAULT_POLICY, imports: { allow: ['json', 'lodash'] } };

  it.each([
    ['json', 'allow'],
    ['json.decoder', 'allow'],
    ['lodash/map', 'allow'],
    ['a', 'allow'], // the sample's own a.py
    ['./b.js', 'allow'],
    ['jsonx', 'block'],
    ['node:net', 'block'],
    [undefined, 'block'], // a name that is not a constant
  ])('with an import of %s is %s', (target, decision) => {
    const site: SiteLike = { capability: 'code.import', callee: 'import', ...(target !== undefined && { target }) };
    expect(decisionOf({ policy, sites: [site] })).toBe(decision);
  });

  it('holds for what only the run showed', () => {
    const event: EventLike = {
      capability: 'code.import',
      operation: 'import',
      target: 'socket',
      observer: 'interpreter',
      line: 3,
    };
    expect(rulesOf({ policy, events: [event] })).toEqual(['import-not-allowed']);
    expect(rulesOf({ policy: DEFAULT_POLICY, events: [event] })).toEqual([]);
  });
});

describe('what the sample says about itself', () => {
  it('changes nothing: comments lower no finding', () => {
    const sites: SiteLike[] = [{ capability: 'file.read', callee: 'open', target: '/etc/shadow' }];
    const suppressions = [{ file: 'a.py', line: 1, text: '# nosec' }];
    expect(decisionOf({ sites })).toBe('block');
    expect(decisionOf({ sites, inspection: { suppressions } })).toBe('block');
  });

  it('weighs less than what the kernel saw', () => {
    const site: SiteLike = { capability: 'file.read', callee: 'open', target: '/etc/passwd' };
    expect(decisionOf({ sites: [site], events: [] })).toBe('review');
    expect(
      decisionOf({
        sites: [site],
        events: [{ capability: 'file.read', operation: 'openat', target: '/etc/passwd', line: 1 }],
      }),
    ).toBe('block');
  });
});

it('every report that is built is valid, hostile text and all', () => {
  const examination = examine({
    sites: CAPABILITIES.map((capability, index) => ({
      capability,
      callee: 'x\u001b[2J',
      target: '/etc/shadow\u202e',
      line: index + 1,
    })),
    events: CAPABILITIES.map((capability) => ({ capability, operation: 'op', target: '\ud800/etc/passwd', line: 3 })),
    run: { stdout: '\u001b]0;x\u0007' },
  });
  const report = buildReport({ ...examination, judgement: judge(examination), totalMs: 3 });
  expect(reportSchema.parse(report)).toEqual(report);
});

describe('hostile amounts', () => {
  it('long texts made to tire patterns are judged in bounded time', async () => {
    const texts = ['rm -', 'curl ', 'a() { ', '-x ', '/../', '../', '/proc/', 'chmod ', 'nc ', '=', '~'].map((piece) =>
      piece.repeat(200_000 / piece.length),
    );
    const sites = texts.flatMap((target): SiteLike[] => [
      { capability: 'process.spawn', callee: 'os.system', target, arguments: { 0: target } },
      { capability: 'code.eval', callee: 'exec', target },
    ]);
    const events = texts.map((target): EventLike => ({ capability: 'process.spawn', operation: 'execve', target }));
    const examined = examine({ sites, events });
    expect(await processorMs(() => judge(examined))).toBeLessThan(5_000);
  });

  it('so are twenty thousand events on ten thousand sites', async () => {
    const sites = Array.from(
      { length: 10_000 },
      (_, index): SiteLike => ({
        capability: 'file.read',
        callee: 'open',
        target: `f${index}`,
        line: index + 1,
        endLine: 20_000,
      }),
    );
    const events = Array.from(
      { length: 20_000 },
      (_, index): EventLike => ({
        capability: 'file.read',
        operation: 'openat',
        target: `/tmp/${index}`,
        line: index + 1,
      }),
    );
    const examined = examine({ sites, events });
    expect(await processorMs(() => judge(examined))).toBeLessThan(10_000);
  });
});
