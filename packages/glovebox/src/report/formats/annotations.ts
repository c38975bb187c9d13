import type { Severity } from '../../judge/finding.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { placeOf } from './place.ts';

const COMMANDS: Record<Severity, string> = { low: 'notice', medium: 'warning', high: 'error', critical: 'error' };
const LONGEST = 1_000;

/** A report as workflow commands of GitHub Actions, a line for each finding that counts: they become annotations at its line. */
export function renderAnnotations(report: Report): string {
  const open = report.findings.filter(({ status }) => status === 'open');
  const lines = open.map((finding) => {
    const { file, line } = placeOf(finding, report);
    const title = property(`${finding.title} (${finding.rule})`);
    return `::${COMMANDS[finding.severity]} file=${property(file)},line=${line},title=${title}::${data(`${finding.message} ${finding.remedy}`)}`;
  });
  const { decision, risk } = report.verdict;
  return `${[...lines, `Glovebox: ${decision}, risk ${risk} of 100`].join('\n')}\n`;
}

/** No text can end its line, and so none can begin a command of its own. */
function data(text: string): string {
  return neutralizeShort(text, LONGEST).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
