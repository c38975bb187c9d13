import type { Severity } from '../../judge/finding.ts';
import { visibly, withoutLogCommands } from '../log-commands.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { placeOf } from './place.ts';

export const COMMANDS: Record<Severity, string> = {
  low: 'notice',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};
const LONGEST = 1_000;

/** Of each kind GitHub shows ten a step, and leaves out the rest without a word. */
const MOST_OF_A_KIND = 10;

/**
 * A report as workflow commands of GitHub Actions: a line for each finding that counts, as many as are shown, the weightiest
 * first. They become annotations at its line.
 */
export function renderAnnotations(report: Report): string {
  const open = report.findings.filter(({ status }) => status === 'open');
  const shown = Object.values(Object.groupBy(open, ({ severity }) => COMMANDS[severity])).flatMap((kind = []) =>
    kind.slice(0, MOST_OF_A_KIND),
  );
  const lines = shown.map((finding) => {
    const { file, line } = placeOf(finding, report);
    const title = property(`${finding.title} (${finding.rule})`);
    return `::${COMMANDS[finding.severity]} file=${property(file)},line=${line},title=${title}::${data(`${finding.message} ${finding.remedy}`)}`;
  });
  const { decision, risk } = report.verdict;
  const more = open.length - shown.length;
  const rest = more > 0 ? `; ${more} more findings are in the report` : '';
  return `${[...lines, `Glovebox: ${decision}, risk ${risk} of 100${rest}`].join('\n')}\n`;
}

/** No text can end its line, and so none can begin a command of its own. */
export function data(text: string): string {
  return withoutLogCommands(neutralizeShort(text, LONGEST), visibly)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

export function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
