import type { Finding } from '../judge/finding.ts';
import type { Report } from '../report/report.ts';
import type { EditorDocument } from './document.ts';

/** A finding with the line it is at in the editor, and the report that has its evidence. */
export interface Placed {
  readonly finding: Finding;
  readonly report: Report;
  /** From 1. */
  readonly line: number;
}

/**
 * What is to be told of a document: what its run showed while the text is the one that ran; after that what is read in it, with
 * what was seen at lines that nobody touched since.
 */
export function findingsOf(document: EditorDocument): Placed[] {
  const { reading, observed } = document;
  if (observed?.lines.isSame) return placed(observed.report);
  const read = reading === undefined ? [] : placed(reading.report);
  if (observed === undefined) return read;
  const seen = placed(observed.report).flatMap((one) => {
    if (!isSeen(one.finding)) return [];
    const line = observed.lines.at(one.line);
    return line === undefined ? [] : [{ ...one, line }];
  });
  const known = new Set(seen.map(keyOf));
  return [...seen, ...read.filter((one) => !known.has(keyOf(one)))];
}

/** Findings in the document itself; what its neighbours or captured code hold is told at its first line. */
function placed(report: Report): Placed[] {
  return report.findings.map((finding) => {
    const place = finding.locations.find(({ file }) => file === report.sample.entry);
    return { finding, report, line: place?.line ?? 1 };
  });
}

function isSeen({ evidence }: Finding): boolean {
  return evidence.some((id) => /^(event|run):/.test(id));
}

function keyOf({ finding, line }: Placed): string {
  return `${finding.rule} ${line}`;
}
