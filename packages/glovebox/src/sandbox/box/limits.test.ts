import { describe, expect, it, vi } from 'vitest';
import { after, open } from './boxes.fixture.ts';
import { BOX_LIMITS } from './limits.ts';

describe('a box ends', () => {
  it('when no cell ran for long enough, and not while one runs', async () => {
    const box = await open('python', { idleMs: 400 });
    expect((await box.run('import time\ntime.sleep(0.8)\n1')).value).toBe('1');
    await after(900);
    expect(box).toMatchObject({ isOpen: false, endedBy: 'idle' });
    await expect(box.run('1')).rejects.toMatchObject({
      code: 'box-closed',
      message: expect.stringContaining('no cell ran for 400 ms'),
    });
  });

  it('in the middle of a cell when its lifetime is over', async () => {
    const box = await open('python', { lifetimeMs: 2_000 });
    expect(await box.run('while True: pass')).toMatchObject({ status: 'killed', limit: 'lifetime', boxEnded: true });
  });

  it.each([
    ['cells', { cells: 2 }, '1'],
    ['output', { outputBytes: 1_000 }, 'print("x" * 600)'],
    ['output', { outputBytes: 1_000 }, 'display({"text/html": "x" * 600}, raw=True)'],
    ['cpu', { cpuMs: 300 }, 'import time\nuntil = time.process_time() + 0.2\nwhile time.process_time() < until: pass'],
  ] as const)('when all its cells together reached the limit on %s', async (limit, total, code) => {
    const box = await open('python', { total, limits: { cpus: 2 } });
    expect(await box.run(code)).toMatchObject({ status: 'exited', boxEnded: false });
    expect(await box.run(code)).toMatchObject({ status: 'exited', exitCode: 0, limit, boxEnded: true });
    expect(box.endedBy).toBe(limit);
    await expect(box.run('1')).rejects.toMatchObject({ code: 'box-closed' });
  });

  it('when what a cell left running used the processor time', async () => {
    const box = await open('python', { total: { cpuMs: 400 }, limits: { cpus: 2 } });
    const spin =
      'import threading\ndef spin():\n    while True: pass\nthreading.Thread(target=spin, daemon=True).start()';
    expect((await box.run(spin)).boxEnded).toBe(false);
    // A busy machine gives it less at a time.
    const ended = await vi.waitUntil(
      async () => {
        const cell = await box.run('1');
        return cell.boxEnded && cell;
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(ended).toMatchObject({ value: '1', limit: 'cpu' });
  });

  it('when a cell that nobody waits for any more used the last of it', async () => {
    const box = await open('python', { total: { cells: 1 } });
    const abort = new AbortController();
    const running = box.run('while True: pass', { signal: abort.signal });
    await after(200);
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(box).toMatchObject({ isOpen: false, endedBy: 'cells' });
  });

  it('by no limit that is none', async () => {
    for (const wrong of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])
      await expect(open('python', { idleMs: wrong })).rejects.toMatchObject({ code: 'usage' });
    for (const index of ['file:///etc', 'nothing', 'https://me:secret@index.example/'])
      await expect(open('python', { packages: { index } })).rejects.toMatchObject({ code: 'usage' });
  });

  it('by limits that are all finite', () => {
    for (const value of Object.values(BOX_LIMITS)) expect(Number.isSafeInteger(value) && value > 0).toBe(true);
  });
});
