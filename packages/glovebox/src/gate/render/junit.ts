import { caseOf, escaped, junitDocument, quoted } from '../../report/formats/junit.ts';
import { acceptance } from '../../report/view.ts';
import type { Concern, GateFinding, GateResult, UnitResult } from '../result.ts';
import { sorted } from './words.ts';

/** A gate's result as JUnit XML: a case for each finding of the change's and each concern, and a passed one for each program without. */
export function renderGateJunit(result: GateResult): string {
  const { brought, accepted } = sorted(result);
  const { concerns, units, verdict, timings } = result;
  const marked = new Set([...brought, ...accepted].map(({ unit }) => unit));
  const cases = [
    ...brought.map(failed),
    ...concerns.map(ofConcern),
    ...accepted.map(skipped),
    ...units.filter(({ name }) => !marked.has(name)).map(passed),
  ];
  return junitDocument({
    name: 'glovebox gate',
    suite: 'glovebox gate',
    verdict,
    cases,
    failed: brought.length + concerns.length,
    skipped: accepted.length,
    ms: timings.totalMs,
  });
}

function failed(finding: GateFinding): string {
  const text = `${whereOf(finding)}\n${finding.message}\n${finding.remedy}`;
  return caseFor(
    finding,
    `<failure type=${quoted(finding.severity)} message=${quoted(finding.title)}>${escaped(text)}</failure>`,
  );
}

function skipped(finding: GateFinding): string {
  return caseFor(finding, `<skipped message=${quoted(acceptance(finding))}/>`);
}

function caseFor(finding: GateFinding, inside: string): string {
  return caseOf(`${finding.rule} ${whereOf(finding)}`, finding.locations[0]?.file ?? finding.unit, inside);
}

function whereOf({ unit, locations: [place] }: GateFinding): string {
  return place === undefined ? unit : `${place.file}:${place.line}`;
}

function ofConcern({ kind, message, remedy, file, unit }: Concern, index: number): string {
  const inside = `<failure type="review" message=${quoted(kind)}>${escaped(`${message}\n${remedy}`)}</failure>`;
  return caseOf(`${kind} ${index + 1}`, file ?? unit ?? 'change', inside);
}

function passed({ name, files }: UnitResult): string {
  return caseOf(name, files[0] ?? name, '');
}
