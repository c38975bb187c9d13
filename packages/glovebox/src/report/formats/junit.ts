import type { Finding, Verdict } from '../../judge/finding.ts';
import { withoutLogCommands } from '../log-commands.ts';
import { neutralizeShort } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { acceptance } from '../view.ts';
import { placeOf } from './place.ts';

const LONGEST = 2_000;

/**
 * A report as JUnit XML: a suite for the sample, a failed case for each finding that counts, a skipped one for each that was
 * accepted, and one passed case where there is none. Text of the sample's is neutralised and escaped.
 */
export function renderJunit(report: Report): string {
  const { findings, sample, verdict, timings } = report;
  const failed = findings.filter(({ status }) => status === 'open').length;
  const cases =
    findings.length === 0
      ? [caseOf('nothing found', sample.entry, '')]
      : findings.map((finding) => of(finding, report));
  return junitDocument({
    name: 'glovebox',
    suite: sample.entry,
    verdict,
    cases,
    failed,
    skipped: findings.length - failed,
    ms: timings.totalMs,
  });
}

/** Cases of one suite, and what is counted of them. */
export interface JunitSuite {
  readonly name: string;
  readonly suite: string;
  readonly verdict: Pick<Verdict, 'decision' | 'risk'>;
  /** Written by {@link caseOf}. */
  readonly cases: readonly string[];
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

export function junitDocument({ name, suite, verdict, cases, failed, skipped, ms }: JunitSuite): string {
  const counts = `tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${(ms / 1000).toFixed(3)}"`;
  const document = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(name)} ${counts}>`,
    `  <testsuite name=${quoted(suite)} ${counts}>`,
    `    <properties><property name="decision" value="${verdict.decision}"/><property name="risk" value="${verdict.risk}"/></properties>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
  return withoutLogCommands(document, (character) => `&#${character.charCodeAt(0)};`);
}

function of(finding: Finding, report: Report): string {
  const { file, line } = placeOf(finding, report);
  const text = `${file}:${line}\n${finding.message}\n${finding.remedy}`;
  const inside =
    finding.status === 'open'
      ? `<failure type=${quoted(finding.severity)} message=${quoted(finding.title)}>${escaped(text)}</failure>`
      : `<skipped message=${quoted(acceptance(finding))}/>`;
  return caseOf(`${finding.rule} ${file}:${line}`, file, inside);
}

/** Jenkins groups by `classname`; GitLab shows it as the suite, tells cases apart by it and the name, and links to `file`. */
export function caseOf(name: string, file: string, inside: string): string {
  return `    <testcase name=${quoted(name)} classname=${quoted(file)} file=${quoted(file)} time="0">${inside}</testcase>`;
}

export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters are no XML, not even escaped: they are made visible first. */
export function escaped(text: string): string {
  const lines = text.split('\n').map((line) => neutralizeShort(line, LONGEST));
  return lines.join('\n').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
