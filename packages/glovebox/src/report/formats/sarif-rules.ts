import { type Finding, SEVERITY_RISK, type Severity } from '../../judge/finding.ts';
import { RULES, type RuleId } from '../../judge/rules/table.ts';
import { neutralizeShort } from '../neutralize.ts';

const LONGEST_MESSAGE = 1_000;
/** Of a rule's tags GitHub shows ten and refuses more than twenty. */
const MOST_TAGS = 10;
const CWE = /^CWE-\d{1,5}$/;
const ATTACK = /^T\d{4}(\.\d{3})?$/;

export const LEVELS = { low: 'note', medium: 'warning', high: 'error', critical: 'error' } as const;
/** As services that show findings sort them: above 9 is critical, above 7 high, above 4 medium. */
export const SECURITY_SEVERITY: Record<Severity, string> = { low: '2.0', medium: '5.5', high: '8.0', critical: '9.5' };

/** The rules that found something, in the order of their first finding. Each has the severity of its gravest one. */
export function descriptorsOf(findings: readonly Finding[], taxa: readonly string[]): object[] {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  return [...byRule].map(([id, own]) => descriptorOf(id, own, taxa));
}

function descriptorOf(id: string, own: readonly Finding[], taxa: readonly string[]): object {
  const gravest = own.reduce((a, b) => (SEVERITY_RISK[b.severity] > SEVERITY_RISK[a.severity] ? b : a));
  const cwes = (gravest.cwe ?? []).filter((cwe) => taxa.includes(cwe));
  const tags = ['security', ...cwes.map((cwe) => `external/cwe/${cwe.toLowerCase()}`), ...attackTags(gravest)];
  const why = Object.hasOwn(RULES, id) ? RULES[id as RuleId].why : undefined;
  return {
    id,
    name: id,
    shortDescription: { text: plain(gravest.title) },
    ...(why !== undefined && { fullDescription: { text: plain(why) } }),
    help: { text: plain(gravest.remedy) },
    defaultConfiguration: { level: LEVELS[gravest.severity] },
    ...(cwes.length > 0 && { relationships: cwes.map((cwe) => related(cwe, taxa)) }),
    properties: { 'security-severity': SECURITY_SEVERITY[gravest.severity], tags: tags.slice(0, MOST_TAGS) },
  };
}

function attackTags({ attack = [] }: Finding): string[] {
  return attack.filter((technique) => ATTACK.test(technique)).map((technique) => `attack/${technique}`);
}

function related(cwe: string, taxa: readonly string[]): object {
  return {
    target: { id: cwe, index: taxa.indexOf(cwe), toolComponent: { name: 'CWE', index: 0 } },
    kinds: ['relevant'],
  };
}

/** Weaknesses that the findings name, each once. */
export function weaknessesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ cwe = [] }) => cwe))].filter((cwe) => CWE.test(cwe)).sort();
}

/** The catalogue they are of, as far as it is used. */
export function taxonomyOf(taxa: readonly string[]): object {
  return {
    name: 'CWE',
    organization: 'MITRE',
    shortDescription: { text: 'Common Weakness Enumeration' },
    informationUri: 'https://cwe.mitre.org/',
    isComprehensive: false,
    taxa: taxa.map((id) => ({ id })),
  };
}

/** Text in a message of SARIF's: brackets make links there. */
export function plain(text: string): string {
  return neutralizeShort(text, LONGEST_MESSAGE).replace(/[\\[\]]/g, '\\$&');
}
