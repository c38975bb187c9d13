import type { HintLine } from '../message.ts';
import { sourceOf } from '../timeline.ts';
import type { Scaled } from './scaled.ts';

const MOST_LADDERS = 200;
const MOST_POINTS = 40;
const MOST_MARKS = 20_000;
const MARK =
  /^G\x1f(\d{1,7})\x1f([^\x1f]{1,200})\x1f([^\x1f]{1,500})\x1f(\d{1,7})\x1f(text|list|number|descriptors|memory|[^\x1f]{1,2})\x1f(\d{1,9})\x1f(\d{1,9})\n?$/;

type Ladder = Scaled & { input: string; open?: { size: number; ms: number } };

/** Joins the marks that agents set around calls; a mark without its end is one that was cut off. `root` is the sample's folder. */
export function scaledOf(hints: readonly HintLine[], root: string): Scaled[] {
  const ladders: Ladder[] = [];
  let marks = 0;
  for (const { line, ms } of hints) {
    const [, , name, path, first, input, size, cost] = line.startsWith('G') ? (MARK.exec(line) ?? []) : [];
    const source = sourceOf(root, path, Number(first));
    if (name === undefined || input === undefined || source === undefined || ++marks > MOST_MARKS) continue;
    let ladder = ladders.at(-1);
    if (ladder === undefined || ladder.name !== name || ladder.line !== source.line || ladder.input !== input) {
      end(ladder, ms);
      if (ladders.length >= MOST_LADDERS) break;
      ladder = { name, ...source, of: kindOf(input), points: [], atMs: ms, input };
      ladders.push(ladder);
    }
    step(ladder, Number(size), ms, Number(cost) / 1000);
  }
  end(ladders.at(-1), hints.at(-1)?.ms ?? 0);
  return ladders.filter(({ points }) => points.length > 0).map(({ input: _, open: __, ...scaled }) => scaled);
}

/** A text's input is told by what it is made of. */
function kindOf(input: string): Scaled['of'] {
  return /^(list|number|descriptors|memory)$/.test(input) ? (input as Scaled['of']) : 'text';
}

function step(ladder: Ladder, size: number, ms: number, costMs: number): void {
  ladder.atMs = ms;
  if (ladder.of === 'descriptors' || ladder.of === 'memory') ladder.points.push({ size, ms: 0 });
  else if (size > 0) ladder.open = { size, ms };
  else if (ladder.open !== undefined) {
    if (ladder.points.length < MOST_POINTS)
      ladder.points.push({ size: ladder.open.size, ms: Math.min(ms - ladder.open.ms, costMs) });
    delete ladder.open;
  }
}

/** A call that was begun and never ended took at least until the next thing was told. */
function end(ladder: Ladder | undefined, ms: number): void {
  if (ladder?.open === undefined) return;
  ladder.points.push({ size: ladder.open.size, ms: Math.max(0, ms - ladder.open.ms) });
  ladder.cut = true;
  delete ladder.open;
}
