import type { Severity } from '../../judge/finding.ts';
import { COMMANDS, data, property } from '../../report/formats/annotations.ts';
import { neutralizeShort } from '../../report/neutralize.ts';
import type { Concern, GateFinding, GateResult } from '../result.ts';
import { headline, sorted } from './words.ts';

/** Of each kind GitHub shows ten a step, and leaves out the rest without a word. */
const MOST_OF_A_KIND = 10;

/** A gate's result as workflow commands of GitHub Actions: a line for each finding that the change brought, and each concern. */
export function renderGateAnnotations(result: GateResult): string {
  const { brought } = sorted(result);
  const shown = Object.values(Object.groupBy(brought, ({ severity }) => COMMANDS[severity])).flatMap((kind = []) =>
    kind.slice(0, MOST_OF_A_KIND),
  );
  const concerns = result.concerns.slice(0, MOST_OF_A_KIND);
  const { decision, risk } = result.verdict;
  const more = brought.length - shown.length + result.concerns.length - concerns.length;
  return `${[
    ...shown.map(ofFinding),
    ...concerns.map(ofConcern),
    `Glovebox: ${decision}, risk ${risk} of 100. ${headline(result)}${more > 0 ? ` ${more} more are in the result.` : ''}`,
  ].join('\n')}\n`;
}

function ofFinding({ severity, title, rule, message, remedy, unit, locations: [place] }: GateFinding): string {
  const at = place ?? { file: unit, line: 1 };
  return command(COMMANDS[severity as Severity], at.file, at.line, `${title} (${rule})`, `${message} ${remedy}`);
}

function ofConcern({ kind, message, remedy, file, unit }: Concern): string {
  return command('warning', file ?? unit?.split('#')[0] ?? '.', 1, kind, `${message}. ${remedy}`);
}

function command(name: string, file: string, line: number, title: string, text: string): string {
  return `::${name} file=${property(neutralizeShort(file, 500))},line=${line},title=${property(title)}::${data(text)}`;
}
