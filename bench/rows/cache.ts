import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from '../../packages/glovebox/src/examine/examine.ts';
import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { openCache } from '../../packages/glovebox/src/store/cache.ts';
import { hammer } from '../../packages/glovebox/src/store/hammer.fixture.ts';
import { runCommand } from '../command.ts';
import { program } from '../programs.ts';
import type { Bench, Row } from '../row.ts';
import { quantile, summarize } from '../statistics.ts';
import { stopwatch, takeTurns } from '../turns.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GLOVEBOX = join(ROOT, 'packages/glovebox/bin/glovebox.js');
const ATMOST_MS = 5;

/** What was examined before, asked for again: in the process, from disk, and by the command line. */
export const cache: Bench = {
  name: 'cache',
  async measure(scale) {
    return inOwnFolders(async (folder, env) => {
      const times = await answersInProcess(join(folder, 'reports'), scale.pairs(200));
      const command = [process.execPath, GLOVEBOX, 'check', program('hello.py')];
      const timed = (args: readonly string[]) => () => stopwatch(() => runCommand([...command, ...args], { env }));
      await timed([])();
      const commands = await takeTurns(scale.pairs(30), timed([]), timed(['--no-cache']));
      return [
        ...Object.entries(times).flatMap(([where, series]) => figures(where, series)),
        {
          kind: 'comparison',
          name: 'glovebox check hello.py, examined before',
          reference: '--no-cache',
          ...commands,
          atMost: 0.8,
        },
      ];
    });
  },
};

/** Eight processes put and get for a minute, and are killed all the time. */
export const cacheHammer: Bench = {
  name: 'cache-hammer',
  async measure(scale) {
    return inOwnFolders(async (folder, env) => {
      const seconds = scale.pairs(60);
      const reports = join(folder, 'reports');
      const { acknowledged, kills, lost, complaints, integrity } = await hammer(reports, env, 8, seconds * 1000);
      if (lost > 0 || integrity !== 'ok' || complaints.length > 0)
        throw new Error(`${lost} of ${acknowledged} lost, ${integrity}, ${complaints.join(' / ')}`);
      return [
        {
          kind: 'rate',
          name: 'reports kept by 8 processes at once, none lost or broken',
          how: `${seconds} s, ${kills} times kill -9, ${acknowledged} kept and read back`,
          perSecond: acknowledged / seconds,
          atLeast: 100,
        },
      ];
    });
  },
};

/** Each example's report, in the memory of the process and as another process finds it. */
async function answersInProcess(folder: string, rounds: number): Promise<Record<'memory' | 'disk', number[]>> {
  const paths = globSync('examples/ordinary/*.{py,js,ts,sh}', { cwd: ROOT });
  const samples = await Promise.all(paths.map((path) => loadSample(join(ROOT, path))));
  const [memory, disk] = [await openCache({ folder }), await openCache({ folder, limits: { memoryCharacters: 0 } })];
  for (const sample of samples) await check(sample, { cache: memory });
  const times: Record<'memory' | 'disk', number[]> = { memory: [], disk: [] };
  for (let round = 0; round < rounds; round++)
    for (const sample of samples) {
      times.memory.push(await answer(sample, memory));
      times.disk.push(await answer(sample, disk));
    }
  memory.close();
  disk.close();
  return times;
}

async function answer(
  sample: Parameters<typeof check>[0],
  from: Awaited<ReturnType<typeof openCache>>,
): Promise<number> {
  let isCached = false;
  const ms = await stopwatch(async () => {
    isCached = (await check(sample, { cache: from })).engine.cached !== undefined;
  });
  if (!isCached) throw new Error('it was examined again');
  return ms;
}

function figures(where: string, series: readonly number[]): Row[] {
  const sorted = [...series].sort((a, b) => a - b);
  const p95 = quantile(sorted, 0.95);
  const how = `${series.length} answers, standard depth`;
  return [
    {
      kind: 'figure',
      name: `the same code again, in process, from ${where}`,
      how,
      ms: summarize(series),
      atMost: ATMOST_MS,
    },
    { kind: 'figure', name: '  95th percentile', how, ms: summarize([p95]), atMost: ATMOST_MS },
  ];
}

async function inOwnFolders<Result>(
  work: (folder: string, env: NodeJS.ProcessEnv) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-'));
  const own = { XDG_CACHE_HOME: join(folder, 'caches'), XDG_CONFIG_HOME: join(folder, 'config') };
  const before = process.env.XDG_CONFIG_HOME;
  process.env.XDG_CONFIG_HOME = own.XDG_CONFIG_HOME;
  mkdirSync(join(folder, 'reports'), { mode: 0o700 });
  try {
    return await work(folder, { ...process.env, ...own });
  } finally {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
    rmSync(folder, { recursive: true });
  }
}
