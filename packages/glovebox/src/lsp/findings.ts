import type { Finding } from '../judge/finding.ts';
import type { Report } from '../report/report.ts';
import type { EditorDocument, Observed } from './document.ts';

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
  const { reading, observed, settled } = document;
  if (observed?.lines.isSame) return placed(observed.report);
  const read = reading === undefined ? [] : placed(reading.report);
  const seen = observed === undefined ? [] : moved(observed).filter(({ finding }) => isSeen(finding));
  // What a hasty reading misses was told of the line before, and is true until somebody pauses.
  const before = reading?.isHasty && settled !== undefined ? moved(settled) : [];
  return joined(seen, read, before);
}

/** The findings of a report at the lines that nobody touched since. */
function moved({ report, lines }: Observed): Placed[] {
  return placed(report).flatMap((one) => {
    const line = lines.at(one.line);
    return line === undefined ? [] : [{ ...one, line }];
  });
}

/** All of them, but for what an earlier list says of the same line already. */
function joined(...lists: readonly (readonly Placed[])[]): Placed[] {
  const known = new Set<string>();
  return lists.flatMap((list) => {
    const fresh = list.filter((one) => !known.has(keyOf(one)));
    for (const one of fresh) known.add(keyOf(one));
    return fresh;
  });
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
