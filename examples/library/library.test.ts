import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);

const lines = async (file: string, ...args: string[]) => {
  const { stdout } = await execute(process.execPath, [join(import.meta.dirname, file), ...args], { timeout: 30_000 });
  return stdout.split('\n').slice(0, -1);
};

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
