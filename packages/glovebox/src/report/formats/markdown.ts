import { RULES } from '../../judge/rules/table.ts';
import { renderFlow, renderSteps } from '../flow.ts';
import { visibly, withoutLogCommands } from '../log-commands.ts';
import { neutralize, neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { fallbackOf } from '../run.ts';
import { acceptance, type FindingView, type ReportView, type Sources, viewOf } from '../view.ts';

/** Bytes; services refuse a comment of more than 65,536 characters. */
const LONGEST = 60_000;
const OPEN_SHOWN = 5;
const LOWER_SHOWN = 5;
const LONGEST_QUOTE = 160;
const LONGEST_SENTENCE = 400;
const ACTS_SHOWN = 40;
const LISTED = 200;

/**
 * A report as Markdown for a comment: decision, the findings that count most with their lines, the rest folded; at most
 * 60,000 bytes. Every text of the sample's stands in code, where it is no link, no mention, no markup and no HTML.
 */
export function renderMarkdown(report: Report, sources: Sources): string {
  const view = viewOf(report, sources);
  const rest = view.open.slice(OPEN_SHOWN);
  const parts = [
    headOf(view),
    ...view.open.slice(0, OPEN_SHOWN).map(sectionOf),
    folded(`${rest.length} more`, rest.slice(0, LISTED).map(itemOf)),
    folded(`${view.accepted.length} accepted`, view.accepted.slice(0, LISTED).map(itemOf)),
    folded(
      'What would lower it',
      (report.verdict.lower ?? []).slice(0, LOWER_SHOWN).map((text) => `- ${sentence(text)}`),
    ),
    folded('What it did', actsOf(report)),
    `<sub>Glovebox ${code(report.engine.version)}</sub>`,
  ];
  return withoutLogCommands(`${within(parts.filter((part) => part !== '')).join('\n\n')}\n`, visibly);
}

const MARKS = { allow: '✅', review: '⚠️', block: '⛔' } as const;

function headOf({ report: { verdict, sample, coverage, runs }, open }: ReportView): string {
  const ran = runs.length === 0 ? 'nothing was run' : `${coverage.sites.executed} of ${coverage.sites.found} sites ran`;
  return [
    `### ${MARKS[verdict.decision]} Glovebox: ${verdict.decision}, risk ${verdict.risk} of 100`,
    '',
    `${code(sample.entry)} · ${sample.language} · ${open.length === 1 ? '1 finding' : `${open.length} findings`} · ${ran}`,
    ...(runs[0]?.fallback === undefined ? [] : ['', sentence(fallbackOf(runs[0].fallback))]),
  ].join('\n');
}

function sectionOf({ finding, place, written, flows }: FindingView): string {
  const text = written.trim();
  const steps = finding.steps === undefined ? [] : [renderSteps(finding.steps)];
  return [
    `**${finding.severity}: ${ruleWords(finding.title)}**${place === undefined ? '' : ` at ${code(`${place.file}:${place.line}`)}`} (${finding.rule})`,
    ...(text === '' ? [] : ['', block(text)]),
    '',
    ...[...flows.slice(0, 2).map(renderFlow), ...steps].map((way) => `- ${sentence(way)}`),
    `- ${sentence(finding.message)}`,
    `- ${ruleWords(finding.remedy)}`,
  ].join('\n');
}

function itemOf({ finding, place }: FindingView): string {
  const where = place === undefined ? '' : ` at ${code(`${place.file}:${place.line}`)}`;
  const accepted = acceptance(finding);
  return `- ${finding.severity}: ${ruleWords(finding.title)}${where} (${finding.rule})${accepted === '' ? '' : ` ${sentence(accepted)}`}`;
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

export function folded(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return [`<details><summary>${title}</summary>`, '', ...items, '', '</details>'].join('\n');
}

/** What is too much goes from the end, and that it went is told. */
export function within(parts: readonly string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const part of parts) {
    length += Buffer.byteLength(part) + 2;
    if (length > LONGEST - 200) return [...kept, '_The rest does not fit into a comment; the JSON report has it._'];
    kept.push(part);
  }
  return kept;
}

/** Hostile text as code on one line. A fence longer than any in the text cannot be ended by it; `|` would end a cell. */
export function code(text: string, length = LONGEST_QUOTE): string {
  const safe = neutralizeShort(text, length);
  if (safe.trim() === '') return '`␠`';
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 || /^\s|\s$/.test(safe) ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}

function sentence(text: string): string {
  return code(text, LONGEST_SENTENCE);
}

export function block(text: string): string {
  const safe = neutralizeShort(text, LONGEST_QUOTE);
  const longest = Math.max(2, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, safe, fence].join('\n');
}

const OWN_WORDS: ReadonlySet<string> = new Set(Object.values(RULES).flatMap(({ title, remedy }) => [title, remedy]));

/** Title or remedy of a rule. What is not ours stands in code: whoever stored a report may have put anything there. */
export function ruleWords(text: string): string {
  return OWN_WORDS.has(text) ? words(text) : sentence(text);
}

/** Words of ours, kept from meaning anything all the same. */
export function words(text: string): string {
  return neutralize(text).replace(/[\\`*_{}[\]<>#|~&@]/g, (character) => `&#${character.codePointAt(0)};`);
}
