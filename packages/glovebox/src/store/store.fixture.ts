import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../report/report.ts';

/** A folder of caches and one of configuration that a test has for itself, as the environment names them. */
export function ownFolders(): { readonly caches: string; readonly env: NodeJS.ProcessEnv; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-store-'));
  const caches = join(folder, 'caches');
  const { GLOVEBOX_NO_CACHE: _, GLOVEBOX_CACHE: __, GLOVEBOX_CACHE_KEY: ___, ...rest } = process.env;
  return {
    caches,
    env: { ...rest, XDG_CACHE_HOME: caches, XDG_CONFIG_HOME: join(folder, 'config') },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A report as large as one of a small program, and different for each `number`. */
export function reportOf(number: number): Report {
  const id = `sha256:${number.toString(16).padStart(64, '0')}`;
  return {
    schema: 'glovebox.report/1',
    sample: { id, language: 'python', entry: 'a.py', files: ['a.py'] },
    verdict: { decision: 'allow', risk: 0, reasons: [] },
    findings: [],
    sites: Array.from({ length: 20 + (number % 50) }, (_, index) => ({
      id: `site:${index + 1}`,
      capability: 'file.read',
      callee: `open${(number * 7919 + index * 104_729) % 1_000_003}`,
      file: 'a.py',
      line: index + 1,
      column: 1,
      endLine: index + 1,
    })),
    flows: [],
    runs: [],
    coverage: { sites: { found: 0, executed: 0 }, lines: { executable: 0, executed: 0, complete: true } },
    engine: { version: '0.0.0', policy: 'sha256:' },
    timings: { inspectMs: number, totalMs: number },
  };
}
