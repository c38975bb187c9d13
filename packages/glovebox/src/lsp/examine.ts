import { type CheckSettings, check, type Depth } from '../examine/examine.ts';
import type { Report } from '../report/report.ts';
import type { EditorDocument } from './document.ts';
import type { Settings } from './settings.ts';

/**
 * Runs a document as it stands and keeps what came of it with the document. Undefined when it was edited meanwhile: what was
 * seen is then of another text.
 */
export async function examineDocument(
  document: EditorDocument,
  { depth, backend }: Settings,
  signal: AbortSignal,
  further: Pick<CheckSettings, 'cache'> = {},
): Promise<Report | undefined> {
  const [sample, version] = [document.sample(), document.version];
  const report = await check(sample, {
    policy: document.policy,
    depth: depth satisfies Depth,
    signal,
    ...(backend !== undefined && { backend }),
    ...(document.overrides !== undefined && { overrides: document.overrides }),
    ...further,
  });
  return document.observe(report, sample, version) ? report : undefined;
}
