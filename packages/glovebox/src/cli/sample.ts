import { loadSample } from '../sample/load.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleOptions } from './options.ts';

/** The sample a command line names, with the arguments after `--` for the program. */
export function sampleOf(
  path: string,
  args: readonly string[],
  options: Pick<SampleOptions, 'language'>,
): Promise<Sample> {
  return loadSample(path, { args, ...(options.language !== undefined && { language: options.language }) });
}
