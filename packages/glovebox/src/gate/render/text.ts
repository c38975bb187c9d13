import { visibly, withoutLogCommands } from '../../report/log-commands.ts';
import { neutralize, neutralizeShort } from '../../report/neutralize.ts';
import { type Style, styleFor } from '../../report/style.ts';
import { count } from '../../report/text.ts';
import type { Entry, GateResult } from '../result.ts';
import {
  type Acceptance,
  acceptances,
  byPlace,
  day,
  headline,
  isPolicy,
  type Placed,
  type Row,
  rangeOf,
  rowsOf,
  sorted,
} from './words.ts';

export interface GateTextOptions {
  readonly colour: boolean;
  /** The line of the decision and nothing else. */
  readonly quiet?: boolean;
}

const WIDTH = 100;
const LABEL = 10;
const ROWS_SHOWN = 16;
const PLACES_SHOWN = 6;
const RULES_SHOWN = 6;
const LINES_SHOWN = 6;

/** A gate's result for a person at a terminal: the decision, what the change does that its base does not, why, and what would help. */
export function renderGateText(result: GateResult, options: GateTextOptions): string {
  return withoutLogCommands(written(result, options), visibly);
}

function written(result: GateResult, options: GateTextOptions): string {
  const style = styleFor(options.colour);
  const head = decisionLine(result, style);
  if (options.quiet) return `${head}\n`;
  const { brought, accepted, before } = sorted(result);
  const places = byPlace(brought);
  const { added, removed, omitted } = result.difference;
  const sections = [
    [head, ...wrapped(headline(result), 2)].join('\n'),
    table('adds', added.filter(isNot(isPolicy)), style),
    table('removes', removed.filter(isNot(isPolicy)), style),
    omitted === undefined ? '' : label('', style.dim(`… and ${omitted} more (--format json)`), style),
    policyTable(added.filter(isPolicy), removed.filter(isPolicy), style),
    ...places.slice(0, PLACES_SHOWN).map((placed) => placePart(placed, style)),
    places.length > PLACES_SHOWN
      ? style.dim(`… and ${count(places.length - PLACES_SHOWN, 'more place')} (--format json shows all)`)
      : '',
    list(
      'look at',
      result.concerns.map(({ message }) => message),
      style,
    ),
    list('accepted', acceptances(accepted).map(acceptedLine), style),
    list('to lower', result.verdict.lower ?? [], style),
    footer(result, before.length, style),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function decisionLine(result: GateResult, style: Style): string {
  const { verdict, changes, units } = result;
  const decision = style.decision(verdict.decision, verdict.decision.toUpperCase());
  const what = `${count(changes.files, 'file')}, ${count(units.length, 'program')}`;
  return `${decision}  risk ${verdict.risk}/100  ${style.bold(neutralizeShort(rangeOf(result), 60))}  ${style.dim(what)}`;
}

function isNot<Item>(is: (item: Item) => boolean): (item: Item) => boolean {
  return (item) => !is(item);
}

const SIGNS: Record<'adds' | 'removes', '+' | '-'> = { adds: '+', removes: '-' };

function table(name: 'adds' | 'removes', entries: readonly Entry[], style: Style): string {
  const rows = rowsOf(entries);
  if (rows.length === 0) return '';
  const shown = rows.slice(0, ROWS_SHOWN);
  const verbs = widest(shown.map(({ verb }) => verb));
  const places = shown.map(placeOf);
  const placeWidth = Math.min(34, widest(places));
  const targetWidth = Math.min(
    WIDTH - LABEL - verbs - placeWidth - 18,
    widest(shown.map(({ target }) => neutralizeShort(target, WIDTH))),
  );
  const lines = shown.map((row, index) => {
    const sign = SIGNS[name];
    const coloured = sign === '+' ? style.severity('medium', sign) : style.dim(sign);
    const target = neutralizeShort(row.target, targetWidth).padEnd(targetWidth);
    const place = shortPlace(places[index] ?? '', placeWidth).padEnd(placeWidth);
    const how = row.seen ? 'seen' : style.dim('only read');
    return `${coloured} ${row.verb.padEnd(verbs)}  ${style.bold(target)}  ${place}  ${how}`.trimEnd();
  });
  const more = rows.length - shown.length;
  return labelled(name, [...lines, ...(more > 0 ? [style.dim(`… and ${more} more (--format json)`)] : [])], style);
}

function policyTable(added: readonly Entry[], removed: readonly Entry[], style: Style): string {
  const lines = [
    ...removed.map((entry) => `${style.dim('-')} ${policyLine(entry)}`),
    ...added.map((entry) => `${style.severity('medium', '+')} ${policyLine(entry)}`),
  ];
  if (lines.length === 0) return '';
  const more = lines.length - ROWS_SHOWN;
  return labelled(
    'rules',
    [
      ...lines.slice(0, ROWS_SHOWN),
      ...(more > 0 ? [style.dim(`… and ${more} more (--format json)`)] : []),
      style.dim('the base’s rules were applied: these hold for later changes'),
    ],
    style,
  );
}

function policyLine({ target, file, line }: Entry): string {
  return `${neutralizeShort(target, 56)}  ${shortPlace(`${neutralize(file)}:${line}`, 34)}`;
}

/** A place with its line, the rules that found something there, and what the weightiest of them says. */
function placePart({ place, findings }: Placed, style: Style): string {
  const [first] = findings;
  if (first === undefined) return '';
  const where = place === undefined ? neutralizeShort(first.unit, 70) : neutralize(`${place.file}:${place.line}`);
  // Of a result that was stored, titles and remedies are anybody's words.
  const shown = findings
    .slice(0, RULES_SHOWN)
    .map((finding) => ({ ...finding, title: neutralizeShort(finding.title, WIDTH) }));
  const width = widest(shown.map(({ title }) => title));
  const more = findings.length - shown.length;
  return [
    style.bold(where),
    ...(first.excerpt === undefined || place === undefined
      ? []
      : [`  ${style.dim(`${place.line} │`)} ${neutralizeShort(first.excerpt, WIDTH - 10)}`]),
    ...shown.map(
      ({ severity, title, rule, fingerprint = '' }) =>
        `  ${style.severity(severity, severity.padEnd(LABEL))}${title.padEnd(width)}  ${style.dim(`${fingerprint.slice(0, 8)}  ${rule}`)}`,
    ),
    ...(more > 0 ? [style.dim(`  … and ${more} more`)] : []),
    ...wrapped(neutralizeShort(first.message, 2 * WIDTH), 2),
    ...wrapped(neutralizeShort(first.remedy, 2 * WIDTH), 6).map((line, index) =>
      index === 0 ? `  ${style.dim('do')}  ${line.trimStart()}` : line,
    ),
  ].join('\n');
}

/** Who accepted it, until when and why, then what. */
function acceptedLine({ override, findings }: Acceptance): string {
  const who =
    override === undefined
      ? 'the policy permits'
      : `${override.by} until ${day(override.expires)}, “${neutralizeShort(override.reason, 160)}”`;
  const titles = findings.map(({ title, locations: [place] }) =>
    place === undefined ? title : `${title} (${place.file}:${place.line})`,
  );
  return `${who}: ${titles.slice(0, RULES_SHOWN).join('; ')}${titles.length > RULES_SHOWN ? ` and ${titles.length - RULES_SHOWN} more` : ''}`;
}

/** Each item wrapped beside its label; what is too much is counted. */
function list(name: string, items: readonly string[], style: Style): string {
  if (items.length === 0) return '';
  const more = items.length - LINES_SHOWN;
  const lines = items.slice(0, LINES_SHOWN).flatMap((item) => wrapped(neutralizeShort(item, 600), 0, WIDTH - LABEL));
  return labelled(name, [...lines, ...(more > 0 ? [style.dim(`… and ${more} more (--format json)`)] : [])], style);
}

function footer(result: GateResult, before: number, style: Style): string {
  const { provenance, changes, units, timings, inherited } = result;
  const [reason] = provenance.reasons;
  const author =
    reason === undefined
      ? `${provenance.author}: nothing says who wrote it`
      : `${provenance.author}: ${neutralizeShort(reason.what, 60)} (${neutralizeShort(reason.where, 30)})`;
  const cached = units.filter((unit) => unit.cached).length;
  const skipped = changes.skipped.length === 0 ? '' : `, ${changes.skipped.length} without code or not readable`;
  return [
    label('author', author, style),
    ...(before === 0
      ? []
      : [label('before', `${count(inherited, 'finding')} stood there already and count for nothing here`, style)]),
    label(
      'examined',
      `${changes.examined} of ${count(changes.files, 'file')}${skipped}; ${count(units.length, 'program')}` +
        `${cached === 0 ? '' : `, ${cached} known`}  ${style.dim(seconds(timings.totalMs))}`,
      style,
    ),
  ].join('\n');
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function label(name: string, text: string, style: Style): string {
  return `${style.dim(name.padEnd(LABEL))}${text}`;
}

function labelled(name: string, lines: readonly string[], style: Style): string {
  return lines.map((line, index) => label(index === 0 ? name : '', line, style)).join('\n');
}

function placeOf({ file, line }: Row): string {
  return neutralize(`${file}:${line}`);
}

/** The end of a path says more than its beginning. */
function shortPlace(place: string, width: number): string {
  return place.length <= width ? place : `…${place.slice(place.length - width + 1)}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** Words of a text on lines of the width, indented. */
function wrapped(text: string, indent: number, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(indent)}${one}`);
}
