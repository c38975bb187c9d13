import { inspect } from '../examine/examine.ts';
import { renderJson } from '../report/json.ts';
import { wantsColour } from '../report/style.ts';
import type { SampleOptions } from './options.ts';
import { writeResult } from './output.ts';
import { parseOnce } from './parsing.ts';
import { sampleOf } from './sample.ts';

/** `glovebox inspect`: what the source could do, found by reading it. Judges nothing, so the exit code is 0. */
export async function inspectCommand(path: string, options: SampleOptions): Promise<number> {
  parseOnce();
  const sample = await sampleOf(path, [], options);
  const inspection = await inspect(sample);
  if (options.format === 'json') {
    const { summarize } = await import('../report/build.ts');
    await writeResult(renderJson({ sample: summarize(sample), ...inspection }));
    return 0;
  }
  const { renderInspection } = await import('../report/inspection.ts');
  await writeResult(renderInspection(inspection, wantsColour(process.stdout)));
  return 0;
}
