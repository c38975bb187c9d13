import { block, code, folded, ruleWords, within } from '../../report/formats/markdown.ts';
import { visibly, withoutLogCommands } from '../../report/log-commands.ts';
import { count } from '../../report/text.ts';
import type { Entry, GateFinding, GateResult } from '../result.ts';
import { acceptances, byPlace, day, headline, isPolicy, type Placed, rangeOf, rowsOf, sorted } from './words.ts';

const ROWS_SHOWN = 25;
const PLACES_SHOWN = 5;
const FOLDED_SHOWN = 100;
const CONCERNS_SHOWN = 10;

/**
 * A gate's result as Markdown for the comment of a pull request: the decision and what the change adds within the first ten lines,
 * then the findings that count most, the rest folded; at most 60,000 characters. Every text of the change's stands in code, where it is
 * no link, no mention, no markup and no HTML.
 */
export function renderGateMarkdown(result: GateResult): string {
  const { brought, accepted, before } = sorted(result);
  const { added, removed, omitted = 0 } = result.difference;
  const places = byPlace(brought);
  const parts = [
    headOf(result),
    tableOf(
      '＋',
      added.filter((entry) => !isPolicy(entry)),
      omitted,
    ),
    concernsOf(result),
    rulesOf(added.filter(isPolicy), removed.filter(isPolicy)),
    ...places.slice(0, PLACES_SHOWN).map(placeOf),
    folded(
      count(places.length - PLACES_SHOWN, 'more place'),
      items(places.slice(PLACES_SHOWN).flatMap(({ findings }) => findings)),
    ),
    acceptedOf(accepted),
    lowerOf(result),
    removedOf(removed.filter((entry) => !isPolicy(entry))),
    folded(`${count(result.inherited, 'finding')} stood there before`, items(before)),
    folded('How it was examined', examinedOf(result)),
    `<sub>Glovebox ${code(result.engine.version)} · ${code(rangeOf(result))}</sub>`,
  ];
  return withoutLogCommands(`${within(parts.filter((part) => part !== '')).join('\n\n')}\n`, visibly);
}

const MARKS = { allow: '✅', review: '⚠️', block: '⛔' } as const;

function headOf(result: GateResult): string {
  const { decision, risk } = result.verdict;
  return [`### ${MARKS[decision]} Glovebox: ${decision}, risk ${risk} of 100`, '', headline(result)].join('\n');
}

function tableOf(sign: string, entries: readonly Entry[], omitted = 0): string {
  const rows = rowsOf(entries);
  if (rows.length === 0) return '';
  const more = rows.length - ROWS_SHOWN + omitted;
  return [
    '| | does | to | at | |',
    '|---|---|---|---|---|',
    ...rows
      .slice(0, ROWS_SHOWN)
      .map(
        ({ verb, target, file, line, seen }) =>
          `| ${sign} | ${verb} | ${cell(target)} | ${cell(`${file}:${line}`)} | ${seen ? 'seen' : 'only read'} |`,
      ),
    ...(more > 0 ? ['', `_and ${more} more_`] : []),
  ].join('\n');
}

/** A bar would end the cell, whether it is escaped or not. */
function cell(text: string): string {
  return code(text.replaceAll('|', '¦'));
}

function removedOf(entries: readonly Entry[]): string {
  const table = tableOf('−', entries);
  return table === '' ? '' : folded(`It does no more: ${count(rowsOf(entries).length, 'thing')}`, [table]);
}

function concernsOf({ concerns }: GateResult): string {
  if (concerns.length === 0) return '';
  const told = concerns.slice(0, CONCERNS_SHOWN).map(({ message }) => `- ${code(message)}`);
  return ['**To look at**', '', ...told, ...moreOf(concerns, CONCERNS_SHOWN)].join('\n');
}

function rulesOf(added: readonly Entry[], removed: readonly Entry[]): string {
  if (added.length + removed.length === 0) return '';
  const line = (sign: string) => (entry: Entry) =>
    `- ${sign} ${code(entry.target)} at ${code(`${entry.file}:${entry.line}`)}`;
  const lines = [...removed.map(line('−')), ...added.map(line('＋'))];
  return [
    '**Changes what changes are judged by** (the base’s rules were applied to this one)',
    '',
    ...lines.slice(0, CONCERNS_SHOWN),
    ...moreOf(lines, CONCERNS_SHOWN),
  ].join('\n');
}

function placeOf({ place, findings }: Placed): string {
  const [first] = findings;
  if (first === undefined) return '';
  const where = place === undefined ? code(first.unit) : code(`${place.file}:${place.line}`);
  const titles = findings.map(({ severity, title, rule }) => `**${severity}: ${ruleWords(title)}** (${rule})`);
  return [
    `${where} ${titles.slice(0, 4).join(' · ')}${titles.length > 4 ? ` · ${titles.length - 4} more` : ''}`,
    ...(first.excerpt === undefined ? [] : ['', block(first.excerpt)]),
    '',
    `- ${code(first.message)}`,
    `- ${ruleWords(first.remedy)}`,
  ].join('\n');
}

function items(findings: readonly GateFinding[]): string[] {
  const told = findings.slice(0, FOLDED_SHOWN).map(({ severity, title, rule, unit, locations: [place] }) => {
    const where = place === undefined ? unit : `${place.file}:${place.line}`;
    return `- ${severity}: ${ruleWords(title)} at ${code(where)} (${rule})`;
  });
  return [...told, ...moreOf(findings, FOLDED_SHOWN)];
}

function acceptedOf(accepted: readonly GateFinding[]): string {
  if (accepted.length === 0) return '';
  const lines = acceptances(accepted).flatMap(({ override, findings }) => [
    override === undefined
      ? '- The policy permits:'
      : `- ${code(override.by)} until ${day(override.expires)}, because ${code(override.reason)}:`,
    ...items(findings.slice(0, CONCERNS_SHOWN)).map((item) => `  ${item}`),
    ...moreOf(findings, CONCERNS_SHOWN).map((item) => `  ${item}`),
  ]);
  return ['**Accepted**', '', ...lines.slice(0, FOLDED_SHOWN), ...moreOf(lines, FOLDED_SHOWN)].join('\n');
}

function lowerOf({ verdict: { lower = [] } }: GateResult): string {
  return folded(
    'What would lower the decision',
    lower.map((sentence) => `- ${code(sentence)}`),
  );
}

function examinedOf({ provenance, changes, units, notes, engine }: GateResult): string[] {
  const ran = units.filter(({ depth }) => depth !== 'quick').length;
  return [
    `- ${changes.examined} of ${count(changes.files, 'changed file')} in ${count(units.length, 'program')}, ${ran} of them run at head and base`,
    ...changes.skipped
      .slice(0, CONCERNS_SHOWN)
      .map(({ file, reason }) => `- not examined: ${code(file)}, ${code(reason)}`),
    ...moreOf(changes.skipped, CONCERNS_SHOWN),
    `- author: ${provenance.author}${provenance.reasons.length === 0 ? ', nothing says who wrote it' : ''}`,
    ...provenance.reasons.slice(0, CONCERNS_SHOWN).map(({ what, where }) => `  - ${code(what)}, ${code(where)}`),
    ...notes.slice(0, CONCERNS_SHOWN).map(({ message }) => `- ${code(message)}`),
    ...moreOf(notes, CONCERNS_SHOWN),
    `- policy of the base: ${code(engine.policy.slice(0, 19))}`,
  ];
}

function moreOf(all: readonly unknown[], shown: number): string[] {
  return all.length > shown ? [`- and ${all.length - shown} more`] : [];
}
