import { expect, it } from 'vitest';
import { progressBar } from './progress.ts';

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
