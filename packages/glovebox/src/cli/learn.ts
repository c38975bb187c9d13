import { GloveboxError } from '../error.ts';
import { type CheckSettings, type Lesson, learn } from '../examine/examine.ts';
import { policyText } from '../policy/write.ts';
import { renderJson } from '../report/json.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import type { Sample } from '../sample/sample.ts';
import { exitOfVerdict } from './exit.ts';
import type { CheckOptions } from './options.ts';
import { writeLog, writeResult } from './output.ts';

const MOST_TOLD = 20;

/**
 * `glovebox check --learn`: the policy on standard output, what it would have denied until now and what no policy accepts on
 * standard error. Exit code 1 where the sample would still be blocked under the policy that was learned.
 */
export async function learnCommand(sample: Sample, settings: CheckSettings, options: CheckOptions): Promise<number> {
  if (settings.depth === 'quick')
    throw new GloveboxError('usage', '--learn needs a run, and depth quick makes none', 'Leave --depth quick out.');
  if (options.format !== 'text' && options.format !== 'json')
    throw new GloveboxError(
      'usage',
      `--learn writes no ${options.format}`,
      'Use --format text (a policy file) or json.',
    );
  if (options.output !== undefined)
    throw new GloveboxError('usage', '--learn writes a policy, and --output a report', 'Leave --output out.');
  const lesson = await learn(sample, settings);
  const { learned, policyFile, report } = lesson;
  const head = `Permits exactly what ${sample.entry} was seen doing.`;
  const clean = (text: string) => neutralizeShort(text, 200);
  await writeResult(
    options.format === 'json'
      ? renderJson({
          schema: 'glovebox.learned/1',
          policy: policyFile,
          denied: learned.denied,
          verdict: report.verdict,
        })
      : policyText(policyFile, learned, head, clean),
  );
  if (options.quiet !== true) await writeLog(`${summary(lesson).map(clean).join('\n')}\n`);
  return exitOfVerdict(report.verdict.decision, options.failOn);
}

function summary({ learned: { denied }, report }: Lesson): string[] {
  const told = denied.slice(0, MOST_TOLD).map(({ capability, target, source }) => {
    const where = source === undefined ? '' : `${source.file}:${source.line} `;
    return `  ${where}${capability} ${target}`;
  });
  const open = report.findings.filter(({ status }) => status === 'open');
  return [
    denied.length === 0
      ? 'The policy so far permits everything that was seen.'
      : `The policy so far would have denied ${denied.length}:`,
    ...told,
    ...(denied.length > told.length ? [`  … and ${denied.length - told.length} more (--format json lists all)`] : []),
    open.length === 0
      ? 'With the learned policy nothing is left to say.'
      : `With the learned policy the verdict is ${report.verdict.decision}, risk ${report.verdict.risk}: it lifts none of these.`,
    ...open
      .slice(0, MOST_TOLD)
      .map(({ rule, severity, title, locations: [place] }) =>
        place === undefined
          ? `  ${severity} ${rule}: ${title}`
          : `  ${place.file}:${place.line} ${severity} ${rule}: ${title}`,
      ),
  ];
}
