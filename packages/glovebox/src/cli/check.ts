import { check } from '../examine/examine.ts';
import { withPolicySource } from '../report/policy-source.ts';
import { cacheOf } from './cache.ts';
import { exitOfVerdict } from './exit.ts';
import { tellFallback } from './fallback.ts';
import type { CheckOptions } from './options.ts';
import { overridesOf } from './overrides.ts';
import { parseOnce } from './parsing.ts';
import { policyFor, stdinOf } from './policy.ts';
import { writeReport } from './report.ts';
import { sampleOf } from './sample.ts';

/** `glovebox check`: examine and judge. Exit code 1 from `--fail-on` upwards. */
export async function checkCommand(
  path: string,
  args: readonly string[],
  options: CheckOptions,
  signal: AbortSignal,
): Promise<number> {
  parseOnce();
  const [{ policy, source }, stdin, sample, cached, accepted] = await Promise.all([
    policyFor(path, options),
    stdinOf(options),
    sampleOf(path, args, options),
    cacheOf(options),
    overridesOf(path, options),
  ]);
  const examined = options.intent === undefined ? sample : { ...sample, intent: options.intent };
  const settings = {
    policy,
    depth: options.depth ?? policy.depth ?? 'standard',
    ...(options.backend !== undefined && { backend: options.backend }),
    signal,
    ...(stdin !== undefined && { stdin }),
  };
  if (options.learn) return (await import('./learn.ts')).learnCommand(examined, settings, options);
  const report = withPolicySource(
    await check(examined, { ...settings, ...cached, ...accepted, fallback: 'wasm' }),
    source,
  );
  await tellFallback(report.runs[0]);
  await writeReport(report, sample, options);
  return exitOfVerdict(report.verdict.decision, options.failOn);
}
