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
    ANNOTATE[finding.severity](plain(`${finding.message} ${finding.remedy}`), {
      title: plain(`${finding.title} (${finding.rule})`),
      ...(location !== undefined && {
        file: plain(`${prefix}${location.file}`),
        startLine: location.line,
      }),
    });
  }
}

/** Within a command of ours the runner would not look for the older kind; other readers of logs may. */
function plain(text: string): string {
  return neutralizeShort(text, LONGEST).replaceAll('##[', '#\\x23[');
}
