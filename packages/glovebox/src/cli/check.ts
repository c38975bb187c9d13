import { check } from '../examine/examine.ts';
import { renderJson } from '../report/json.ts';
import { wantsColour } from '../report/style.ts';
import { renderText } from '../report/text.ts';
import { exitOfVerdict } from './exit.ts';
import type { CheckOptions } from './options.ts';
import { writeResult } from './output.ts';
import { parseOnce } from './parsing.ts';
import { policyOf, stdinOf } from './policy.ts';
import { sampleOf } from './sample.ts';

/** `glovebox check`: examine and judge. Exit code 1 from `--fail-on` upwards. */
export async function checkCommand(
  path: string,
  args: readonly string[],
  options: CheckOptions,
  signal: AbortSignal,
): Promise<number> {
  parseOnce();
  const [policy, stdin, sample] = [
    await policyOf(options),
    await stdinOf(options),
    await sampleOf(path, args, options),
  ];
  const examined = options.intent === undefined ? sample : { ...sample, intent: options.intent };
  const settings = {
    policy,
    depth: options.depth,
    ...(options.backend !== undefined && { backend: options.backend }),
    signal,
    ...(stdin !== undefined && { stdin }),
  };
  if (options.learn) return (await import('./learn.ts')).learnCommand(examined, settings, options);
  const report = await check(examined, settings);
  const text =
    options.format === 'json'
      ? renderJson(report)
      : renderText(report, sample, { colour: wantsColour(process.stdout), quiet: options.quiet === true });
  await writeResult(text);
  return exitOfVerdict(report.verdict.decision, options.failOn);
}
