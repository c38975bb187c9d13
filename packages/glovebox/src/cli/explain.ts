import { GloveboxError } from '../error.ts';
import type { Severity } from '../judge/finding.ts';
import type { Example, Rule } from '../judge/rule.ts';
import { RULES, type RuleId } from '../judge/rules/table.ts';
import { WEIGHTS } from '../judge/weight.ts';
import { renderJson } from '../report/json.ts';
import { type Style, styleFor, wantsColour } from '../report/style.ts';
import { EXIT } from './exit.ts';
import { explainScore } from './explain-score.ts';
import type { ExplainOptions } from './options.ts';
import { writeResult } from './output.ts';

/**
 * `glovebox explain RULE`: what a rule finds, why that matters and what to do; all rules without one; with `score`, how findings
 * become a risk. An unknown rule is exit code 2.
 */
export async function explainCommand(id: string | undefined, options: ExplainOptions): Promise<number> {
  const style = styleFor(wantsColour(process.stdout));
  await writeResult(told(id, options, style));
  return EXIT.allow;
}

function told(id: string | undefined, options: ExplainOptions, style: Style): string {
  if (id === undefined) return list(options, style);
  return id === 'score' ? explainScore(options, style) : explain(ruleOf(id), options, style);
}

function ruleOf(id: string): [RuleId, Rule] {
  if (Object.hasOwn(RULES, id)) return [id as RuleId, RULES[id as RuleId]];
  const near = nearest(id);
  throw new GloveboxError(
    'usage',
    `there is no rule ${id}`,
    near.length > 0 ? `Near it: ${near.join(', ')}.` : 'glovebox explain lists all rules.',
  );
}

function list({ format }: ExplainOptions, style: Style): string {
  const rules = Object.entries(RULES);
  if (format === 'json') {
    const short = rules.map(([id, { severity, title }]) => ({ id, severity, title }));
    return renderJson({ schema: 'glovebox.explain/1', rules: short });
  }
  const width = Math.max(...rules.map(([id]) => id.length));
  return rules
    .map(
      ([id, { severity, title }]) =>
        `${id.padEnd(width)}  ${style.severity(severity, severity.padEnd(8))}  ${style.dim(title)}\n`,
    )
    .join('');
}

function explain([id, rule]: [RuleId, Rule], { format }: ExplainOptions, style: Style): string {
  if (format === 'json') {
    const { severity, title, capability, why, cwe = [], attack = [], remedy, examples } = rule;
    const weights = WEIGHTS[severity];
    const told = { id, severity, weights, title, capability, why, remedy, cwe, attack, examples };
    return renderJson({ schema: 'glovebox.explain/1', rule: told });
  }
  const ids = [...(rule.cwe ?? []), ...(rule.attack ?? [])].join(' ');
  const lines = [
    `${style.bold(id)}  ${style.severity(rule.severity, rule.severity)}  ${rule.title}`,
    '',
    `${style.dim('why ')}  ${rule.why}`,
    `${style.dim('do  ')}  ${rule.remedy}`,
    ...(rule.capability === undefined ? [] : [`${style.dim('what')}  ${rule.capability}`]),
    ...(ids === '' ? [] : [`${style.dim('ids ')}  ${ids}`]),
    `${style.dim('risk')}  ${weights(rule.severity)} ${style.dim('(glovebox explain score)')}`,
    '',
    ...example('It finds', rule.examples.found, style),
    '',
    ...example('It says nothing about', rule.examples.ordinary, style),
  ];
  return `${lines.join('\n')}\n`;
}

/** What it weighs, from the least sure on; a range where certainty makes a difference. */
function weights(severity: Severity): string {
  const all = Object.values(WEIGHTS[severity]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least === most ? `weighs ${least}` : `weighs ${least} to ${most}, the surer the more`;
}

function example(heading: string, { language, code, times, allowedImports, run }: Example, style: Style): string[] {
  const conditions = [
    language,
    ...(times === undefined ? [] : [`${times} times`]),
    ...(allowedImports === undefined ? [] : [`where only ${allowedImports.join(', ')} may be imported`]),
    ...(run === undefined ? [] : [`in a run that shows ${shown(run)}`]),
  ];
  return [
    `${heading} ${style.dim(`(${conditions.join(', ')})`)}`,
    ...code
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`)),
  ];
}

function shown({ events = [], status, changes = [], eventsDropped = 0 }: NonNullable<Example['run']>): string {
  const parts = [
    ...events.map(({ operation, target }) => `${operation} ${target}`),
    ...changes.map(({ path, change }) => `${path} ${change}`),
    ...(eventsDropped > 0 ? [`${eventsDropped} events beyond its bound`] : []),
    ...(status === undefined ? [] : [`that it ${status.replace('-', ' ')}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

const MOST_NAMES = 5;
const LEAST_LIKENESS = 0.4;

/** Rules whose names share most pairs of letters with what was asked for. */
function nearest(id: string): string[] {
  const asked = pairsOf(id.slice(0, 100).toLowerCase());
  return Object.keys(RULES)
    .map((name) => ({ name, likeness: likeness(asked, pairsOf(name)) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
}

/** Sørensen–Dice coefficient, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 0 : (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size);
}
