import { describe, expect, it } from 'vitest';
import type { Process } from '../../observe/process.ts';
import type { Match } from '../evaluate.ts';
import { factsOf } from '../fact.ts';
import { type EventLike, examine, runOf } from '../scene.fixture.ts';
import { sourceLines } from '../source.ts';
import type { Chain, ChainStep } from './chain.ts';
import { matchChains, storyOf } from './follow.ts';

const WRITES: ChainStep = { as: 'writes', patterns: [{ capability: ['file.write'] }] };
const CHMOD: ChainStep = {
  as: 'allows',
  patterns: [{ capability: ['file.permission'] }],
  by: ['path'],
  optional: true,
};
const RUNS: ChainStep = { as: 'runs', patterns: [{ capability: ['process.spawn'] }], by: ['program'], to: 'writes' };
const WRITTEN_AND_RUN: Chain = { steps: [WRITES, CHMOD, RUNS] };

const write = (target: string, more: Partial<EventLike> = {}): EventLike => ({
  capability: 'file.write',
  operation: 'openat',
  target,
  ...more,
});
const chmod = (target: string): EventLike => ({ capability: 'file.permission', operation: 'chmod', target });
const spawn = (target: string, more: Partial<EventLike> = {}): EventLike => ({
  capability: 'process.spawn',
  operation: 'execve',
  target,
  ...more,
});
const send = (pid: number): EventLike => ({
  capability: 'network.send',
  operation: 'sendto',
  target: 'a.example:80',
  process: { pid, command: 'x' },
});

function seen(chain: Chain, events: readonly EventLike[], processes: readonly Process[] = []): Match[] {
  const { sample } = examine({});
  const run = runOf(events, { processes: [...processes] });
  const facts = factsOf([], [run], sourceLines(sample), undefined);
  return matchChains([chain], [storyOf(run, new Map(facts.map((fact) => [fact.id, fact])), [], [])]);
}

function stepsOf(chain: Chain, events: readonly EventLike[], processes?: readonly Process[]): string[] | undefined {
  return seen(chain, events, processes)[0]?.steps?.map(({ event }) => event);
}

describe('a chain of steps', () => {
  it('is found where each follows the one before it, an optional one among them', () => {
    expect(stepsOf(WRITTEN_AND_RUN, [write('/tmp/x'), chmod('/tmp/x'), spawn('/tmp/x')])).toEqual([
      'event:1',
      'event:2',
      'event:3',
    ]);
    expect(stepsOf(WRITTEN_AND_RUN, [write('/tmp/x'), spawn('sh -e /tmp/x')])).toEqual(['event:1', 'event:2']);
  });

  it('goes by the time of the events and not by their place in the list or the source', () => {
    const early = write('/tmp/x', { atMs: 1, line: 9 });
    expect(stepsOf(WRITTEN_AND_RUN, [spawn('/tmp/x', { atMs: 5, line: 2 }), early])).toEqual(['event:2', 'event:1']);
    expect(seen(WRITTEN_AND_RUN, [spawn('/tmp/x', { atMs: 0 }), early])).toEqual([]);
  });

  it('says when, where and by what each step is joined', () => {
    const [match] = seen(WRITTEN_AND_RUN, [write('/tmp/x', { line: 3 }), spawn('/tmp/x', { line: 4 })]);
    expect(match?.steps).toEqual([
      { what: 'writes: /tmp/x', event: 'event:1', run: 'run:1', atMs: 0, file: 'a.py', line: 3 },
      { what: 'runs: /tmp/x', event: 'event:2', run: 'run:1', atMs: 1, file: 'a.py', line: 4, link: 'runs /tmp/x' },
    ]);
  });

  it.each<[what: string, events: EventLike[]]>([
    ['another path', [write('/tmp/x'), spawn('/tmp/y')]],
    ['a path that is only an argument', [write('/tmp/x'), spawn('python3 plot.py /tmp/x')]],
    ['one that only begins alike', [write('/tmp/x'), spawn('/tmp/xy')]],
  ])('is not joined by %s', (_, events) => {
    expect(seen(WRITTEN_AND_RUN, events)).toEqual([]);
  });

  it('follows a file through its renaming', () => {
    const events = [
      write('/tmp/x'),
      write('/tmp/y', { operation: 'rename', detail: { from: '/tmp/x' } }),
      spawn('/tmp/y'),
    ];
    expect(stepsOf(WRITTEN_AND_RUN, events)).toBeDefined();
  });

  it('counts the same steps of a loop once', () => {
    const round = [write('/tmp/x', { line: 1 }), spawn('/tmp/x', { line: 2 })];
    expect(seen(WRITTEN_AND_RUN, [...round, ...round, ...round])).toHaveLength(1);
  });

  it('may have a bound in time', () => {
    const events = [write('/tmp/x', { atMs: 0 }), spawn('/tmp/x', { atMs: 900 })];
    expect(seen({ ...WRITTEN_AND_RUN, within: 1_000 }, events)).toHaveLength(1);
    expect(seen({ ...WRITTEN_AND_RUN, within: 500 }, events)).toHaveLength(0);
  });

  it('may have to happen to several things', () => {
    const round = (name: string) => [write(name), spawn(name)];
    expect(seen({ ...WRITTEN_AND_RUN, times: 3 }, ['/tmp/a', '/tmp/b'].flatMap(round))).toHaveLength(0);
    const [match] = seen({ ...WRITTEN_AND_RUN, times: 3 }, ['/tmp/a', '/tmp/b', '/tmp/c'].flatMap(round));
    expect(match?.target).toBe('/tmp/a and 2 more');
  });
});

describe('processes', () => {
  const SENDS: ChainStep = { as: 'sends', patterns: [{ capability: ['network.send'] }] };
  const TREE: Process[] = [
    { pid: 2, parent: 1, command: 'bash' },
    { pid: 3, parent: 2, command: 'make' },
    { pid: 4, parent: 3, command: 'cc' },
    { pid: 6, parent: 4, command: 'as' },
    { pid: 5, parent: 2, command: 'curl' },
  ];
  const by = (pid: number) => write('/tmp/x', { process: { pid, command: 'x' } });

  it.each<[link: 'process' | 'tree', writer: number, sender: number, joined: boolean]>([
    ['process', 3, 3, true],
    ['process', 3, 4, true],
    ['process', 4, 3, false],
    ['process', 3, 5, false],
    ['tree', 4, 3, true],
    ['tree', 3, 5, true],
    ['tree', 4, 5, true],
    ['tree', 6, 5, false],
  ])('by %s: %i, then %i is %s', (link, writer, sender, joined) => {
    const chain = { steps: [WRITES, { ...SENDS, by: [link] }] };
    expect(seen(chain, [by(writer), send(sender)], TREE)).toHaveLength(joined ? 1 : 0);
  });

  it('that name each other as parents are not followed for ever', () => {
    const ring = [
      { pid: 3, parent: 4, command: 'x' },
      { pid: 4, parent: 3, command: 'x' },
    ];
    expect(seen({ steps: [WRITES, { ...SENDS, by: ['process'] }] }, [by(3), send(4)], ring)).toHaveLength(1);
  });
});

it('a step that takes several counts different ones, and shows them', () => {
  const look: ChainStep = { as: 'looks', patterns: [{ capability: ['process.spawn'] }], several: 3 };
  const chain = {
    steps: [look, { as: 'sends', patterns: [{ capability: ['network.send'] as const }], by: ['tree'] as const }],
  };
  expect(seen(chain, [spawn('id'), spawn('id -u'), spawn('id -g'), send(2)])).toHaveLength(0);
  expect(stepsOf(chain, [spawn('id'), spawn('whoami'), spawn('w'), send(2)])).toEqual([
    'event:1',
    'event:2',
    'event:3',
    'event:4',
  ]);
});

it('a name with an ending more is made of the file, a usual ending is not', () => {
  const grown: Chain = {
    steps: [
      { as: 'reads', patterns: [{ capability: ['file.read'] }] },
      { ...WRITES, by: ['grown-path'] },
    ],
  };
  const read: EventLike = { capability: 'file.read', operation: 'openat', target: '/work/a.txt' };
  expect(seen(grown, [read, write('/work/a.txt.locked')])).toHaveLength(1);
  expect(seen(grown, [read, write('/work/a.txt.gz')])).toHaveLength(0);
});

it('what an agent says it will do is no step where the kernel would have seen it', () => {
  const said = { observer: 'interpreter' } as const;
  expect(seen(WRITTEN_AND_RUN, [write('/tmp/x', said), spawn('/tmp/x', said)])).toEqual([]);
});

it('twenty thousand events cost little more than four times five thousand', () => {
  const kinds = ['file.write', 'file.permission', 'process.spawn'] as const;
  const flood = (count: number) =>
    Array.from(
      { length: count },
      (_, index): EventLike => ({
        capability: kinds[index % 3] ?? 'file.write',
        operation: 'x',
        target: `/tmp/${index % 900}`,
        line: index + 1,
        process: { pid: 2 + (index % 400), command: 'x' },
      }),
    );
  const time = (count: number) => {
    const events = flood(count);
    const started = performance.now();
    seen(WRITTEN_AND_RUN, events);
    return performance.now() - started;
  };
  // The quickest of a few, as others may have the processor meanwhile.
  const best = (count: number) => Math.min(...Array.from({ length: 4 }, () => time(count)));
  const few = best(5_000);
  expect(best(20_000)).toBeLessThan(12 * Math.max(few, 20));
});
