import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openCache } from './cache.ts';
import { reportOf } from './store.fixture.ts';

export interface Hammered {
  /** Reports of which a process was told that they are kept. */
  readonly acknowledged: number;
  readonly kills: number;
  /** Acknowledged, and not there afterwards or not the same. */
  readonly lost: number;
  /** What the processes complained of, at most 20 lines. */
  readonly complaints: readonly string[];
  /** What SQLite's own check says: `ok`. */
  readonly integrity: string;
}

const HAMMERING = fileURLToPath(new URL('hammering.fixture.ts', import.meta.url));
/** Numbers of one process: none writes so many. */
const EACH = 1_000_000;
const SHORTEST_LIFE_MS = 50;
const LONGEST_LIFE_MS = 600;

/** So many processes at a time put and get in one cache, each killed at a moment that chance chooses and followed by another. */
export async function hammer(folder: string, env: NodeJS.ProcessEnv, processes: number, ms: number): Promise<Hammered> {
  const acknowledged = new Set<number>();
  const complaints: string[] = [];
  const until = performance.now() + ms;
  let started = 0;
  let kills = 0;
  async function oneAfterAnother(): Promise<void> {
    while (performance.now() < until) {
      const child = spawn(process.execPath, [HAMMERING, folder, String(++started * EACH)], { env, stdio: 'pipe' });
      collect(child, acknowledged, complaints);
      if (await killLater(child)) kills++;
    }
  }
  await Promise.all(Array.from({ length: processes }, oneAfterAnother));
  return { acknowledged: acknowledged.size, kills, complaints, ...(await verified(folder, acknowledged)) };
}

function collect(child: ChildProcess, acknowledged: Set<number>, complaints: string[]): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    // What was cut off by the kill was written whole or not at all: a line is one write.
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) acknowledged.add(Number(line));
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    if (complaints.length < 20) complaints.push(chunk.trim());
  });
}

/** Whether it lived until then. Its life begins with its first report, or it would be killed while it starts. */
function killLater(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => {
      const life = SHORTEST_LIFE_MS + Math.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS);
      setTimeout(() => child.kill('SIGKILL'), life);
    });
    child.once('close', (_, signal) => resolve(signal === 'SIGKILL'));
  });
}

/** Reads back everything that was acknowledged, as another process would. */
async function verified(folder: string, acknowledged: ReadonlySet<number>) {
  const cache = await openCache({ folder, limits: { memoryCharacters: 0 }, tell: () => {} });
  let lost = 0;
  for (const number of acknowledged) {
    const kept = cache.get(`key ${number}`);
    if (JSON.stringify(kept?.report) !== JSON.stringify(reportOf(number))) lost++;
  }
  cache.close();
  const database = new Database(`${folder}/reports-1.db`, { readonly: true });
  const integrity = String(database.pragma('integrity_check', { simple: true }));
  database.close();
  return { lost, integrity };
}
