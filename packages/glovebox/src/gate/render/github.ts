import { annotated, annotation, annotationOf, MOST_OF_A_KIND } from '../../report/formats/annotations.ts';
import type { Concern, GateResult } from '../result.ts';
import { fileOfUnit, headline, sorted } from './words.ts';

/** A gate's result as workflow commands of GitHub Actions: a line for each finding that the change brought, and each concern. */
export function renderGateAnnotations(result: GateResult): string {
  const { brought } = sorted(result);
  const shown = annotated(brought);
  const concerns = result.concerns.slice(0, MOST_OF_A_KIND);
  const { decision, risk } = result.verdict;
  const more = brought.length - shown.length + result.concerns.length - concerns.length;
  return `${[
    ...shown.map((finding) =>
      annotationOf(finding, finding.locations[0] ?? { file: fileOfUnit(finding.unit, result), line: 1 }),
    ),
    ...concerns.map((concern) => ofConcern(concern, result)),
    `Glovebox: ${decision}, risk ${risk} of 100. ${headline(result)}${more > 0 ? ` ${more} more are in the result.` : ''}`,
  ].join('\n')}\n`;
}

function ofConcern({ kind, message, remedy, file, unit }: Concern, result: GateResult): string {
  const where = file ?? (unit === undefined ? '.' : fileOfUnit(unit, result));
  return annotation('warning', { file: where, line: 1 }, kind, `${message}. ${remedy}`);
}
