import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);

describe('the examples of the library', () => {
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
