import { type AnnotationProperties, error, notice, warning } from '@actions/core';
import type { GateFinding, GateResult } from '../../glovebox/src/gate/result.ts';
import { neutralizeShort } from '../../glovebox/src/report/neutralize.ts';

const ANNOTATE: Record<GateFinding['severity'], (message: string, properties: AnnotationProperties) => void> = {
  low: notice,
  medium: warning,
  high: error,
  critical: error,
};

/** GitHub shows ten of each kind a step. */
const MOST = 20;
const LONGEST = 1_000;

/** Marks what the change brought at its lines. `prefix` leads from the repository's root to the folder that was examined. */
export function annotate({ findings }: GateResult, prefix: string): void {
  const open = findings.filter(({ introduced, status }) => introduced && status === 'open');
  for (const finding of open.slice(0, MOST)) {
    const [location] = finding.locations;
    ANNOTATE[finding.severity](neutralizeShort(`${finding.message} ${finding.remedy}`, LONGEST), {
      title: neutralizeShort(`${finding.title} (${finding.rule})`, LONGEST),
      ...(location !== undefined && {
        file: neutralizeShort(`${prefix}${location.file}`, LONGEST),
        startLine: location.line,
      }),
    });
  }
}
