import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);

const lines = async (file: string, ...args: string[]) => {
  const { stdout } = await execute(process.execPath, [join(import.meta.dirname, file), ...args], { timeout: 30_000 });
  return stdout.split('\n').slice(0, -1);
};

const NO_PLOTS = spawnSync('/usr/bin/python3', ['-I', '-c', 'import matplotlib, pandas']).status !== 0;
if (NO_PLOTS) console.warn('not tried, plot.ts: python3-matplotlib and python3-pandas are not installed (./setup.sh all does)');

describe('the examples of the library', () => {
  it('agent.ts tells its model what was not run, and what came of the rest', async () => {
    expect(await lines('agent.ts')).toEqual([
      expect.stringMatching(/^It was not run: secret-exfiltration/),
      expect.stringMatching(/^It ended with ValueError/),
      'It gives 200.',
    ]);
  });

  it('grader.ts grades whoever is right, and nobody who cheats', async () => {
    expect(await lines('grader.ts')).toEqual([
      'ada: 3 of 3',
      'ben: 1 of 3',
      'cat: 0 of 3 (timed-out)',
      'dan: 0 of 3 (asked for answers.example)',
      'eve: 0 of 3',
    ]);
  });

  it('batch.ts runs many snippets in one process', async () => {
    expect(await lines('batch.ts', '40')).toEqual(['40 of 40 right']);
  });

  it.skipIf(NO_PLOTS)('plot.ts draws, and the picture is there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-plot-'));
    try {
      expect(await lines('plot.ts', folder)).toEqual([
        '  month  amount',
        '0   jan     120',
        '1   feb      80',
        '2   mar     130',
        'figure-1.png',
        'shown: value text/html true',
        'shown: figure image/png true',
      ]);
      expect(readFileSync(join(folder, 'figure-1.png')).toString('latin1', 1, 4)).toBe('PNG');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('box.ts keeps a notebook going', async () => {
    const { stdout } = await execute(process.execPath, [join(import.meta.dirname, 'box.ts')], { timeout: 20_000 });
    expect(stdout.split('\n')).toEqual([
      'total: 330',
      'jan ############',
      'feb ########',
      'mar #############',
      'error: IndexError in cell-3.py',
      'loop: timed-out',
      'seen: file.write /work/best.txt line 1',
      'best: mar',
      '',
    ]);
  });
});
