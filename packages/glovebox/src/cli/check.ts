import { check } from '../examine/examine.ts';
import { renderJson } from '../report/json.ts';
import type { Report } from '../report/report.ts';
import { wantsColour } from '../report/style.ts';
import { renderText } from '../report/text.ts';
import type { Sample } from '../sample/sample.ts';
import { cacheOf } from './cache.ts';
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
  const [policy, stdin, sample, cached] = await Promise.all([
    policyOf(options),
    stdinOf(options),
    sampleOf(path, args, options),
    cacheOf(options),
  ]);
  const examined = options.intent === undefined ? sample : { ...sample, intent: options.intent };
  const settings = {
    policy,
    depth: options.depth,
    ...(options.backend !== undefined && { backend: options.backend }),
    signal,
    ...(stdin !== undefined && { stdin }),
  };
  if (options.learn) return (await import('./learn.ts')).learnCommand(examined, settings, options);
  const report = await check(examined, { ...settings, ...cached });
  await writeResult(await render(report, sample, options));
  return exitOfVerdict(report.verdict.decision, options.failOn);
}

/** Formats that only some ask for are loaded when they do. */
async function render(report: Report, sample: Sample, { format, quiet }: CheckOptions): Promise<string> {
  if (format === 'json') return renderJson(report);
  if (format === 'sarif') return (await import('../report/formats/sarif.ts')).renderSarif(report, sample);
  if (format === 'markdown') return (await import('../report/formats/markdown.ts')).renderMarkdown(report, sample);
  if (format === 'junit') return (await import('../report/formats/junit.ts')).renderJunit(report);
  if (format === 'github') return (await import('../report/formats/annotations.ts')).renderAnnotations(report);
  return renderText(report, sample, { colour: wantsColour(process.stdout), quiet: quiet === true });
}
