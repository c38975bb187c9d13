import type { Event } from '../../packages/glovebox/src/observe/event.ts';
import { identify } from '../../packages/glovebox/src/sample/identify.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';
import type { Expectation, Generated } from './program.ts';

export interface Wrong {
  readonly program: string;
  readonly way: string;
  readonly action: string;
  readonly event: string;
  readonly want: string;
  readonly got: string;
}

export interface Score {
  right: number;
  readonly wrong: Wrong[];
  /** Expected, and not seen at all. */
  readonly missing: Wrong[];
}

export function sampleOf({ language, entry, files }: Generated): Sample {
  const list = Object.entries(files)
    .map(([path, text]) => ({ path, content: Buffer.from(text) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { id: identify(language, entry, list), language, entry, files: list, args: [] };
}

/** Every kernel event of one of the program's actions: whether it carries the file and line where that action stands. */
export function score(program: Generated, events: readonly Event[]): Score {
  const result: Score = { right: 0, wrong: [], missing: [] };
  const kernel = events.filter(({ observer }) => observer === 'kernel');
  const unseen = new Set(program.expected);
  for (const event of kernel) {
    const meant = program.expected.filter(
      (one) => one.capability === event.capability && one.target.test(event.target),
    );
    if (meant.length === 0) continue;
    const met = meant.filter(({ file, line }) => event.source?.file === file && event.source.line === line);
    for (const one of meant) unseen.delete(one);
    if (met.length > 0) result.right += 1;
    else result.wrong.push(told(program, meant[0] as Expectation, event));
  }
  for (const one of unseen) result.missing.push(told(program, one));
  return result;
}

function told(program: Generated, one: Expectation, event?: Event): Wrong {
  return {
    program: program.name,
    way: one.way,
    action: one.action,
    event: event === undefined ? `${one.capability} ${one.target}` : `${event.operation} ${event.target}`,
    want: `${one.file}:${one.line}`,
    got:
      event?.source === undefined
        ? event?.unexplained
          ? 'unexplained'
          : 'none'
        : `${event.source.file}:${event.source.line}`,
  };
}
