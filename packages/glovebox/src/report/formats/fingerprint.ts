import { createHash } from 'node:crypto';
import type { Finding } from '../../judge/finding.ts';
import { type SourceLines, sourceLines } from '../../judge/source.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Report } from '../report.ts';
import { placeOf } from './place.ts';

/**
 * What tells each finding from others, in the order of the report: its rule, its file, the text of its line and what the
 * source does there. It stays when lines above are added or removed, and changes when what is done changes.
 */
export function fingerprintsOf(report: Report, sample: Pick<Sample, 'files'>): string[] {
  const lines = sourceLines(sample);
  const sites = new Map(report.sites.map((site) => [site.id, site]));
  const met = new Map<string, number>();
  return report.findings.map((finding) => {
    const content = contentOf(finding, report, lines, sites);
    const nth = (met.get(content) ?? 0) + 1;
    met.set(content, nth);
    // The same line twice in a file is two findings.
    return createHash('sha256').update(`${content}\n${nth}`).digest('hex').slice(0, 32);
  });
}

function contentOf(
  finding: Finding,
  report: Report,
  lines: SourceLines,
  sites: ReadonlyMap<string, Report['sites'][number]>,
): string {
  const { file, line } = placeOf(finding, report);
  const written = lines.text(file, line, line).replace(/\s+/g, ' ').trim();
  const done = finding.evidence
    .map((id) => sites.get(id))
    .filter((site) => site !== undefined)
    .map(({ capability, callee, target }) => `${capability} ${callee} ${target ?? ''}`);
  return JSON.stringify([finding.rule, file, written, [...new Set(done)].sort()]);
}
