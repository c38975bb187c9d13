import type { Finding, Severity } from '../../judge/finding.ts';
import { visibly, withoutLogCommands } from '../log-commands.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import type { Place } from '../view.ts';
import { placeOf } from './place.ts';

type Command = 'notice' | 'warning' | 'error';

const COMMANDS: Record<Severity, Command> = {
  low: 'notice',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};
const LONGEST = 1_000;
const LONGEST_PATH = 500;

/** Of each kind GitHub shows ten a step, and leaves out the rest without a word. */
export const MOST_OF_A_KIND = 10;

/**
 * A report as workflow commands of GitHub Actions: a line for each finding that counts, as many as are shown, the weightiest
 * first. They become annotations at its line.
 */
export function renderAnnotations(report: Report): string {
  const open = report.findings.filter(({ status }) => status === 'open');
  const shown = annotated(open);
  const lines = shown.map((finding) => annotationOf(finding, placeOf(finding, report)));
  const { decision, risk } = report.verdict;
  const more = open.length - shown.length;
  const rest = more > 0 ? `; ${more} more findings are in the report` : '';
  return `${[...lines, `Glovebox: ${decision}, risk ${risk} of 100${rest}`].join('\n')}\n`;
}

/** Those that are shown of the findings. */
export function annotated<Told extends Finding>(findings: readonly Told[]): Told[] {
  const kinds = Object.values(Object.groupBy(findings, ({ severity }) => COMMANDS[severity]));
  return kinds.flatMap((kind = []) => kind.slice(0, MOST_OF_A_KIND));
}

export function annotationOf({ severity, title, rule, message, remedy }: Finding, at: Place): string {
  return annotation(COMMANDS[severity], at, `${title} (${rule})`, `${message} ${remedy}`);
}

export function annotation(command: Command, { file, line }: Place, title: string, text: string): string {
  return `::${command} file=${property(neutralizeShort(file, LONGEST_PATH))},line=${line},title=${property(title)}::${data(text)}`;
}

/** No text can end its line, and so none can begin a command of its own. */
function data(text: string): string {
  return withoutLogCommands(neutralizeShort(text, LONGEST), visibly)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
