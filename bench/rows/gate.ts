import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GateResult } from '../../packages/glovebox/src/gate/result.ts';
import { type BenchRepository, inRepository, manyFiles, tenCommits } from '../gate/repository.ts';
import { peakMebibytes } from '../memory.ts';
import type { Bench } from '../row.ts';
import { summarize } from '../statistics.ts';

const GLOVEBOX = fileURLToPath(new URL('../../packages/glovebox/bin/glovebox.js', import.meta.url));
const COLD_MS = 20_000;
const WARM_MS = 2_000;
const MOST_MEBIBYTES = 1_536;

/** A change of ten commits over sixty files, each of which is run at head and at base. */
export const gate: Bench = {
  name: 'gate',
  measure(scale) {
    return inRepository(tenCommits, async (repository) => {
      const times: { cold: number[]; warm: number[] } = { cold: [], warm: [] };
      for (let round = 0; round < Math.max(1, Math.round(scale.pairs(20) / 5)); round++) {
        await withCache(async (cache) => {
          for (const kind of ['cold', 'warm'] as const) {
            const { ms, result } = await gated(repository, cache, ['--depth', 'standard']);
            demandFound(result, repository, 60);
            times[kind].push(ms);
          }
        });
      }
      const how = 'ten commits, 60 files, one malicious line, depth standard, the whole process';
      return [
        {
          kind: 'figure',
          name: 'glovebox gate, nothing examined before',
          how,
          ms: summarize(times.cold),
          atMost: COLD_MS,
        },
        {
          kind: 'figure',
          name: 'glovebox gate, all of it examined before',
          how,
          ms: summarize(times.warm),
          atMost: WARM_MS,
        },
      ];
    });
  },
};

/** A change of 5,000 files: what it takes at its peak, all processes together, and that it says how far it is. */
export const gateLarge: Bench = {
  name: 'gate-large',
  measure(scale) {
    const files = scale.pairs(5_000);
    return inRepository(manyFiles(files), async (repository) => {
      const { ms, result, mebibytes, progress } = await withCache((cache) =>
        gated(repository, cache, ['--depth', 'standard', '--budget', '100s']),
      );
      const { changes, units, verdict } = result;
      if (changes.files !== files) throw new Error(`${changes.files} of ${files} files`);
      if (ms > 15_000 && progress === 0) throw new Error('no progress was shown');
      if (units.length < files && verdict.decision === 'allow') throw new Error('what was not examined was allowed');
      const how = `${files} changed files, ${units.length} programs examined in ${Math.round(ms / 1_000)} s, progress told ${progress} times`;
      return [
        {
          kind: 'size',
          name: 'glovebox gate of a large change, peak of all processes',
          how,
          mebibytes,
          atMost: MOST_MEBIBYTES,
        },
      ];
    });
  },
};

interface Gated {
  readonly ms: number;
  readonly result: GateResult;
  readonly mebibytes: number;
  /** Lines that told how far it was. */
  readonly progress: number;
}

function gated({ folder, base }: BenchRepository, cache: string, args: readonly string[]): Promise<Gated> {
  const started = performance.now();
  const child = spawn(process.execPath, [GLOVEBOX, 'gate', '--base', base, '--format', 'json', ...args], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, mebibytes] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const watch = setInterval(() => {
    mebibytes = Math.max(mebibytes, peakMebibytes(child.pid ?? 0));
  }, 200);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      if (code !== 0 && code !== 1) return reject(new Error(`gate ended with ${code}: ${stderr.slice(-500)}`));
      const progress = stderr.split('\n').filter((line) => line.startsWith('glovebox: ')).length;
      resolve({ ms: performance.now() - started, result: JSON.parse(stdout) as GateResult, mebibytes, progress });
    });
  });
}

/** A verdict that misses what it is measured on is no time to be proud of. */
function demandFound({ verdict, changes, findings }: GateResult, { malicious }: BenchRepository, files: number): void {
  const isFound = findings.some(
    ({ introduced, locations: [first] }) =>
      introduced && first?.file === malicious.file && first.line === malicious.line,
  );
  if (verdict.decision !== 'block' || !isFound || changes.examined !== files)
    throw new Error(
      `${verdict.decision}, ${changes.examined} examined, ${malicious.file}:${malicious.line} ${isFound}`,
    );
}

async function withCache<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-cache-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
