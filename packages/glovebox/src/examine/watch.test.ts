import { expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import { run } from './examine.ts';
import { watch } from './watch.ts';

const TWO_FILES = 'import time\nopen("/tmp/first", "w")\ntime.sleep(1)\nopen("/tmp/second", "w")\n';

it('tells of events while the program runs, in order and each once', async () => {
  const watched = watch(sampleOfSource(TWO_FILES, 'python'));
  const written: { target: string; isRunning: boolean; line: number | undefined }[] = [];
  let isRunning = true;
  watched.run.finally(() => {
    isRunning = false;
  });
  for await (const { capability, observer, target, source } of watched)
    if (capability === 'file.write' && observer === 'kernel') written.push({ target, isRunning, line: source?.line });
  expect(written).toEqual([
    { target: '/tmp/first', isRunning: true, line: 2 },
    { target: '/tmp/second', isRunning: expect.any(Boolean), line: 4 },
  ]);
  const run = await watched.run;
  expect(run.events.filter(({ capability }) => capability === 'file.write').length).toBeGreaterThan(1);
});

it('tells as many as the run has, also of a program that does much at once', async () => {
  const code = 'for n in range(3000):\n    open(f"/tmp/{n % 50}", "w").close()\n';
  const watched = watch(sampleOfSource(code, 'python'));
  let told = 0;
  for await (const _ of watched) told++;
  expect(told).toBe((await watched.run).events.length);
});

it('ends the run when the loop is left', async () => {
  const watched = watch(sampleOfSource('import time\nopen("/tmp/x", "w")\ntime.sleep(25)\n', 'python'));
  for await (const { capability } of watched) if (capability === 'file.write') break;
  await expect(watched.run).rejects.toMatchObject({ code: 'cancelled' });
});

it('rejects as a run does', async () => {
  const watched = watch('/nowhere/at-all.py');
  await expect(watched.run).rejects.toMatchObject({ code: 'sample-not-found' });
  await expect(watched[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'sample-not-found' });
});

it('rejects with what a listener throws, once nothing runs any more', async () => {
  const onEvent = () => {
    throw new Error('the listener is broken');
  };
  await expect(run(sampleOfSource(TWO_FILES, 'python'), { onEvent })).rejects.toThrow('the listener is broken');
});

it('ends by a signal, and gives each event to one loop', async () => {
  const stop = new AbortController();
  const watched = watch(sampleOfSource('open("/tmp/a", "w")\nwhile True: pass\n', 'python'), { signal: stop.signal });
  const loop = async () => {
    for await (const { capability } of watched) if (capability === 'file.write') stop.abort();
  };
  const first = loop();
  await expect(loop()).rejects.toThrow('read once');
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
});
