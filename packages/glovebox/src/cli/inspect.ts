import { inspect } from '../examine/examine.ts';
import type { Inspection } from '../inspect/site.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { styleFor, wantsColour } from '../report/style.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleOptions } from './options.ts';
import { writeResult } from './output.ts';
import { parseOnce } from './parsing.ts';
import { sampleOf } from './sample.ts';

/** From so many samples on, optimising the grammars pays. */
const MANY = 20;

/** `glovebox inspect`: what the source could do, found by reading it. Judges nothing, so the exit code is 0. Each path is a sample. */
export async function inspectCommand(paths: readonly string[], options: SampleOptions): Promise<number> {
  if (paths.length < MANY) parseOnce();
  const render = options.format === 'json' ? await jsonRenderer(paths.length) : await textRenderer(paths.length);
  const samples = readAhead(paths, options);
  for (const [index, path] of paths.entries()) {
    const sample = await samples(index);
    await writeResult(render(path, sample, await inspect(sample), index));
  }
  return 0;
}

/** Files read while others are inspected. */
const AHEAD = 16;

/** The sample of each path in turn, with the next few on their way; a failure waits for its turn. */
function readAhead(paths: readonly string[], options: SampleOptions): (index: number) => Promise<Sample> {
  const started: Promise<Sample>[] = [];
  return (index) => {
    for (const path of paths.slice(started.length, index + AHEAD)) {
      const sample = sampleOf(path, [], options);
      sample.catch(() => {});
      started.push(sample);
    }
    const asked = started[index];
    if (asked === undefined) throw new RangeError(`no path ${index}`);
    delete started[index];
    return asked;
  };
}

type Renderer = (path: string, sample: Sample, inspection: Inspection, index: number) => string;

/** One object, or an array of them where there are several samples. */
async function jsonRenderer(count: number): Promise<Renderer> {
  const { summarize } = await import('../report/build.ts');
  return (_, sample, inspection, index) => {
    const json = renderJson({ schema: 'glovebox.inspection/1', sample: summarize(sample), ...inspection });
    if (count === 1) return json;
    return `${index === 0 ? '[' : ','}\n${json.trimEnd()}${index === count - 1 ? '\n]\n' : ''}`;
  };
}

async function textRenderer(count: number): Promise<Renderer> {
  const { renderInspection } = await import('../report/inspection.ts');
  const colour = wantsColour(process.stdout);
  return (path, _, inspection, index) => {
    const heading = count === 1 ? '' : `${index === 0 ? '' : '\n'}${styleFor(colour).bold(neutralize(path))}\n`;
    return `${heading}${renderInspection(inspection, colour)}`;
  };
}
