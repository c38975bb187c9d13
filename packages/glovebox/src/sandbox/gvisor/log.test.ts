import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CATCH_UP_BYTES, readLog } from './log.ts';
import type { Trace } from './trace.ts';

const LINE = '{"msg":"[x';

it('a log that is written as fast as it is read holds nothing up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-log-'));
  const path = join(folder, 'log');
  execFileSync('mkfifo', [path], { timeout: 5000 });
  let lines = 0;
  const reader = readLog(path, { read: () => lines++, drop() {} } as unknown as Trace);
  const writer = spawn('/bin/sh', ['-c', 'exec yes "$1" >"$2"', 'sh', LINE, path], { stdio: 'ignore', timeout: 4000 });
  try {
    await once(writer, 'spawn');
    await setTimeout(50);
    lines = 0;
    reader.catchUp();
    expect(lines * (LINE.length + 1)).toBeLessThanOrEqual(CATCH_UP_BYTES + 2 * 65536);
  } finally {
    writer.kill('SIGKILL');
    reader.close();
    rmSync(folder, { recursive: true });
  }
});
