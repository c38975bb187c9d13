import { expect, it, vi } from 'vitest';
import { progressBar, progressLog } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: unknown) => written.push(String(text)) > 0;
  return { stream: { isTTY, write } as unknown as NodeJS.WriteStream, written };
}

it('a terminal gets a line that is written over, and taken away at the end', () => {
  const { stream, written } = terminal(true);
  const bar = progressBar(stream, 4, false);
  bar.advance(2);
  bar.advance(2);
  bar.end();
  expect(written[0]).toMatch(/^\r\u001b\[2K\[#{15}\.{15}\] 2\/4/);
  expect(written.at(-2)).toContain(`[${'#'.repeat(30)}] 4/4`);
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

it('drawing is rare: a sample takes less than a line to a slow terminal', () => {
  const { stream, written } = terminal(true);
  const bar = progressBar(stream, 10_000, false);
  for (let index = 0; index < 9_000; index++) bar.advance(1);
  expect(written.length).toBeLessThan(20);
});

it('what is no terminal, and who wants it quiet, get nothing', () => {
  const file = terminal(false);
  progressBar(file.stream, 4, false).advance(4);
  const quiet = terminal(true);
  progressBar(quiet.stream, 4, true).advance(4);
  expect([...file.written, ...quiet.written]).toEqual([]);
});

it('a log of what is counted later says what was found, then draws a bar', () => {
  const { stream, written } = terminal(true);
  const log = progressLog(stream, 'programs', false);
  log.tell(3, undefined);
  log.tell(0, 3);
  log.tell(3, 3);
  log.end();
  expect(written.at(-2)).toContain(`[${'#'.repeat(30)}] 3/3`);
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

it('where nothing can be written over, a line comes every ten seconds, and none when it is quiet', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    for (const [quiet, lines] of [
      [false, ['glovebox: 40 of 100 programs examined, 15 s left\n']],
      [true, []],
    ] as const) {
      const written: string[] = [];
      const log = progressLog({ write: (text: string) => written.push(text) > 0 }, 'programs', quiet);
      log.tell(10, 100);
      vi.advanceTimersByTime(10_000);
      log.tell(40, 100);
      log.tell(41, 100);
      log.end();
      expect(written).toEqual(lines);
    }
  } finally {
    vi.useRealTimers();
  }
});
