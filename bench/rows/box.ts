import { type Box, openBox } from '../../packages/glovebox/src/index.ts';
import { createJail } from '../../packages/glovebox/src/sandbox/index.ts';
import { sandboxMemory } from '../memory.ts';
import type { Bench } from '../row.ts';
import { summarize } from '../statistics.ts';
import { stopwatch } from '../turns.ts';

const AT_ONCE = 50;

/** What an assistant's code interpreter waits for: a small cell, an open box, and as many of them as talk at one time. */
export const box: Bench = {
  name: 'box',
  async measure(scale) {
    const jail = createJail();
    try {
      const opened: number[] = [];
      for (let n = 0; n < scale.pairs(20); n++)
        opened.push(
          await stopwatch(async () => {
            await using one = await openBox({ language: 'python', backend: jail });
            if (!one.isOpen) throw new Error('it is closed');
          }),
        );
      const one = await openBox({ language: 'python', backend: jail });
      await expectTwo(one);
      const cells: number[] = [];
      for (let n = 0; n < scale.pairs(300); n++) cells.push(await stopwatch(() => expectTwo(one)));
      await one.close();
      const many = await Promise.all(
        Array.from({ length: AT_ONCE }, () => openBox({ language: 'python', backend: jail })),
      );
      await Promise.all(many.map(expectTwo));
      const { processes, kernel, count } = sandboxMemory();
      const together = await stopwatch(() => Promise.all(many.map(expectTwo)));
      await Promise.all(many.map((each) => each.close()));
      return [
        {
          kind: 'figure',
          name: 'a cell `1 + 1` in an open box',
          how: 'value and events told',
          ms: summarize(cells),
          atMost: 20,
        },
        {
          kind: 'figure',
          name: 'a box opened and closed',
          how: 'Python, nothing prepared',
          ms: summarize(opened),
          atMost: 250,
        },
        {
          kind: 'figure',
          name: `${AT_ONCE} boxes, a cell in each at once`,
          how: 'until the last one answered',
          ms: summarize([together]),
          atMost: 1_500,
        },
        {
          kind: 'size',
          name: 'an idle box',
          how: `of ${AT_ONCE}: PSS of ${count} processes and what the kernel holds for them`,
          mebibytes: (processes + kernel) / AT_ONCE,
          atMost: 12,
        },
      ];
    } finally {
      await jail.dispose();
    }
  },
};

async function expectTwo(one: Box): Promise<void> {
  const { value } = await one.run('1 + 1');
  if (value !== '2') throw new Error(`1 + 1 is ${value}`);
}
