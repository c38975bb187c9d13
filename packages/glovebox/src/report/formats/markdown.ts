import type { Finding } from '../../judge/finding.ts';
import { sourceLines } from '../../judge/source.ts';
import type { Sample } from '../../sample/sample.ts';
import { renderFlow, renderSteps } from '../flow.ts';
import { neutralize, neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';

/** Services refuse a comment of more than 65,536 characters. */
const LONGEST = 60_000;
const OPEN_SHOWN = 5;
const LONGEST_QUOTE = 160;
const ACTS_SHOWN = 40;

/**
 * A report as Markdown for a comment: decision, the findings that count most with their lines, the rest folded; at most
 * 60,000 characters. Every text of the sample's stands in code, where it is no link, no mention, no markup and no HTML.
 */
export function renderMarkdown(report: Report, sample: Pick<Sample, 'files'>): string {
  const lines = sourceLines(sample);
  const findings = report.findings.filter(({ status }) => status === 'open');
  const shown = findings.slice(0, OPEN_SHOWN).map((finding) => sectionOf(finding, report, lines));
  const rest = findings.slice(OPEN_SHOWN).map((finding) => itemOf(finding));
  const accepted = report.findings.filter(({ status }) => status !== 'open').map((finding) => itemOf(finding));
  const parts = [
    headOf(report),
    ...shown,
    folded(`${rest.length} more`, rest),
    folded(`${accepted.length} accepted`, accepted),
    folded('What it did', actsOf(report)),
    `<sub>Glovebox ${report.engine.version}</sub>`,
  ];
  return `${within(parts.filter((part) => part !== '')).join('\n\n')}\n`;
}

const MARKS = { allow: '✅', review: '⚠️', block: '⛔' } as const;

function headOf({ verdict, sample, coverage, runs, findings }: Report): string {
  const ran = runs.length === 0 ? 'nothing was run' : `${coverage.sites.executed} of ${coverage.sites.found} sites ran`;
  const open = findings.filter(({ status }) => status === 'open').length;
  return [
    `### ${MARKS[verdict.decision]} Glovebox: ${verdict.decision}, risk ${verdict.risk} of 100`,
    '',
    `${code(sample.entry)} · ${sample.language} · ${open === 1 ? '1 finding' : `${open} findings`} · ${ran}`,
  ].join('\n');
}

function sectionOf(finding: Finding, report: Report, lines: ReturnType<typeof sourceLines>): string {
  const [place] = finding.locations;
  const text = place === undefined ? '' : lines.text(place.file, place.line, place.line).trim();
  const ways = report.flows.filter(({ id }) => finding.evidence.includes(id)).slice(0, 2);
  const steps = finding.steps === undefined ? [] : [renderSteps(finding.steps)];
  return [
    `**${finding.severity}: ${words(finding.title)}**${place === undefined ? '' : ` at ${code(`${place.file}:${place.line}`)}`} (${finding.rule})`,
    ...(text === '' ? [] : ['', block(text)]),
    '',
    ...[...ways.map(renderFlow), ...steps].map((way) => `- ${code(way)}`),
    `- ${code(finding.message)}`,
    `- ${words(finding.remedy)}`,
  ].join('\n');
}

function itemOf({ severity, title, rule, locations: [place] }: Finding): string {
  const where = place === undefined ? '' : ` at ${code(`${place.file}:${place.line}`)}`;
  return `- ${severity}: ${words(title)}${where} (${rule})`;
}

function actsOf({ runs: [run] }: Report): string[] {
  const acts = (run?.events ?? [])
    .filter(({ capability, observer }) => observer !== 'interpreter' && capability !== 'code.import')
    .map(({ capability, target, outcome, source }) => {
      const where = source === undefined ? '' : ` ${code(`${source.file}:${source.line}`)}`;
      return `- ${capability} ${code(target)} ${outcome}${where}`;
    });
  const distinct = [...new Set(acts)];
  const more = distinct.length - ACTS_SHOWN;
  return [...distinct.slice(0, ACTS_SHOWN), ...(more > 0 ? [`- and ${more} more`] : [])];
}

function folded(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return [`<details><summary>${title}</summary>`, '', ...items, '', '</details>'].join('\n');
}

/** What is too much goes from the end, and that it went is told. */
function within(parts: readonly string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const part of parts) {
    length += part.length + 2;
    if (length > LONGEST - 200) return [...kept, '_The rest does not fit into a comment; the JSON report has it._'];
    kept.push(part);
  }
  return kept;
}

/** Hostile text as code on one line. A fence longer than any in the text cannot be ended by it; `|` would end a cell. */
function code(text: string): string {
  const safe = neutralizeShort(text, LONGEST_QUOTE);
  if (safe.trim() === '') return '`␠`';
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 || /^\s|\s$/.test(safe) ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}

function block(text: string): string {
  const safe = neutralizeShort(text, LONGEST_QUOTE);
  const longest = Math.max(2, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, safe, fence].join('\n');
}

/** Text of a rule, which is ours, kept from meaning anything all the same. */
function words(text: string): string {
  return neutralize(text).replace(/[\\`*_{}[\]<>#|~&@]/g, (character) => `&#${character.codePointAt(0)};`);
}
