import { renderConditions } from './conditions.ts';
import { renderFinding } from './finding.ts';
import { visibly, withoutLogCommands } from './log-commands.ts';
import { renderLower } from './lower.ts';
import { neutralize, neutralizeLines, neutralizeShort } from './neutralize.ts';
import { renderIgnored } from './overrides.ts';
import { policyLine } from './policy-source.ts';
import type { Report } from './report.ts';
import { renderRun } from './run.ts';
import { type Style, styleFor } from './style.ts';
import { type Sources, viewOf } from './view.ts';

/** How text for a person is written. */
export interface TextOptions {
  readonly colour: boolean;
  /** The verdict line and nothing else. */
  readonly quiet?: boolean;
}

const FINDINGS_SHOWN = 12;
const UNREACHED_SHOWN = 8;
const OUTPUT_LINES = 12;
const OUTPUT_CHARACTERS = 1_500;

/** A report for a person: verdict first, then why, then what was touched. Everything of the sample's is neutralised. */
export function renderText(report: Report, sources: Sources, options: TextOptions): string {
  return withoutLogCommands(written(report, sources, options), visibly);
}

function written(report: Report, sources: Sources, options: TextOptions): string {
  const style = styleFor(options.colour);
  const head = verdictLine(report, style);
  if (options.quiet) return `${head}\n`;
  const { open, accepted } = viewOf(report, sources);
  const shown = [...open, ...accepted].slice(0, FINDINGS_SHOWN).map((finding) => renderFinding(finding, style));
  const more = report.findings.length - shown.length;
  const sections = [
    [head, renderLower(report.verdict, style)].filter((line) => line !== '').join('\n'),
    ...shown,
    more > 0 ? style.dim(`… and ${more} more findings (--format json shows all)`) : '',
    ...report.runs.slice(0, 1).map((run) => renderRun(run, style)),
    renderConditions(report.runs, style),
    [coverageLine(report, style), policyPart(report, style)].filter((line) => line !== '').join('\n'),
    unreachedPart(report, style),
    renderIgnored(report, style),
    ...report.runs.slice(0, 1).map((run) => output(run, style)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function verdictLine({ verdict, sample, findings }: Report, style: Style): string {
  const decision = style.decision(verdict.decision, verdict.decision.toUpperCase());
  const why = findings.length === 0 ? 'nothing found' : count(findings.length, 'finding');
  return `${decision}  risk ${verdict.risk}/100  ${style.bold(neutralize(sample.entry))}  ${style.dim(`${sample.language}, ${why}`)}`;
}

function coverageLine({ coverage, runs, timings, engine }: Report, style: Style): string {
  const { sites, lines } = coverage;
  const ran =
    runs.length === 0
      ? 'nothing was run'
      : `${sites.executed} of ${count(sites.found, 'site')} ran${forcedPart(sites.forced)}`;
  const counted =
    lines.executable > 0 && runs.length > 0
      ? `, ${atLeast(lines.complete)}${lines.executed} of ${lines.executable} lines`
      : '';
  const found = runs.length === 0 ? `, ${count(sites.found, 'site')} found` : '';
  return `${style.dim('coverage ')} ${ran}${found}${counted}   ${style.dim(`${timings.totalMs.toFixed(0)} ms${cachedPart(engine)}`)}`;
}

function policyPart(report: Report, style: Style): string {
  const line = policyLine(report);
  return line === '' ? '' : `${style.dim('policy   ')} ${line}`;
}

function cachedPart({ cached }: Report['engine']): string {
  return cached === undefined
    ? ''
    : `, cached, examined ${neutralize(cached.examined.slice(0, 16).replace('T', ' '))} UTC`;
}

/** What the program printed, marked as its own words so that no reader, person or model, takes them for ours. */
function output(run: Report['runs'][number], style: Style): string {
  const printed = [run.stdout, run.stderr].filter((text) => text !== '').join('\n');
  if (printed.trim() === '') return '';
  const lines = neutralizeLines(printed.slice(0, OUTPUT_CHARACTERS)).trimEnd().split('\n');
  const cut = lines.length > OUTPUT_LINES || printed.length > OUTPUT_CHARACTERS || run.truncated;
  return [
    style.dim('printed by the program (untrusted)'),
    ...lines.slice(0, OUTPUT_LINES).map((line) => `  ${style.dim('│')} ${line}`),
    ...(cut ? [`  ${style.dim('│ …')}`] : []),
  ].join('\n');
}

/** Sites that were reached only where conditions were rewritten. */
function forcedPart(forced = 0): string {
  return forced === 0 ? '' : ` (${forced} forced)`;
}

function unreachedPart({ unreached = [] }: Report, style: Style): string {
  if (unreached.length === 0) return '';
  const rows = unreached
    .slice(0, UNREACHED_SHOWN)
    .map(
      ({ file, line, capability, reason }) =>
        `  ${neutralizeShort(`${file}:${line}`, 40)}  ${capability}  ${neutralizeShort(reason, 120)}`,
    );
  const more = unreached.length - rows.length;
  return [style.dim('unreached'), ...rows, ...(more > 0 ? [style.dim(`  … and ${more} more`)] : [])].join('\n');
}

function atLeast(complete: boolean): string {
  return complete ? '' : 'at least ';
}

export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
