import { type Hover, MarkupKind, type Position } from 'vscode-languageserver/node';
import { RULES, type RuleId } from '../judge/rules/table.ts';
import { renderFlow, renderSteps } from '../report/flow.ts';
import { code } from '../report/formats/markdown.ts';
import type { EditorDocument } from './document.ts';
import { findingsOf, type Placed } from './findings.ts';

const MOST_EVENTS = 6;
const MOST_FINDINGS = 4;

/** The evidence for what is told of a line; what the sample says stands in code, where it is no link and no markup. */
export function hoverAt(document: EditorDocument, { line }: Position): Hover | undefined {
  const here = findingsOf(document).filter((placed) => placed.line === line + 1);
  const sites = (document.reading?.report.sites ?? []).filter(
    (site) => site.line === line + 1 && site.file === document.reading?.report.sample.entry,
  );
  if (here.length === 0 && sites.length === 0) return undefined;
  const uses = [
    ...new Set(sites.map(({ capability, target }) => `${capability}${target === undefined ? '' : ` ${code(target)}`}`)),
  ];
  const parts = [
    ...here.slice(0, MOST_FINDINGS).map(findingPart),
    ...(here.length > MOST_FINDINGS ? [`and ${here.length - MOST_FINDINGS} more`] : []),
    ...(uses.length === 0 ? [] : [`This line: ${uses.slice(0, MOST_EVENTS).join(', ')}`]),
  ];
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') } };
}

function findingPart({ finding, report }: Placed): string {
  const { why } = RULES[finding.rule as RuleId];
  const ids = new Set(finding.evidence);
  const seen = report.runs
    .flatMap(({ events }) => events)
    .filter(({ id }) => ids.has(id))
    .map(
      ({ observer, operation, target, outcome }) =>
        `- seen by ${observer}: ${code(`${operation} ${target}`)} ${outcome}`,
    );
  const ways = report.flows.filter(({ id }) => ids.has(id)).map((flow) => `- way: ${code(renderFlow(flow))}`);
  const steps = finding.steps === undefined ? [] : [`- steps: ${code(renderSteps(finding.steps))}`];
  return [
    `**${finding.title}** (${finding.severity}, ${finding.rule})`,
    '',
    code(finding.message),
    '',
    ...[...ways, ...steps, ...new Set(seen)].slice(0, MOST_EVENTS),
    '',
    `${why} *${finding.remedy}*`,
    ...(finding.override === undefined
      ? []
      : [
          '',
          `Accepted by ${code(finding.override.by)} until ${code(finding.override.expires)}: ${code(finding.override.reason)}`,
        ]),
  ].join('\n');
}
