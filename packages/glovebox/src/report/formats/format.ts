/** How a report is written. A closed set: each has its entry in render.ts. */
export const REPORT_FORMATS = ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'] as const;
/** A format that {@link renderReport} writes. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Ends of a file's name and what they stand for, longer ones first. GitHub's annotations are lines of a log: no file holds them. */
export const FORMAT_OF_NAME: Readonly<Record<string, ReportFormat>> = {
  '.sarif.json': 'sarif',
  '.sarif': 'sarif',
  '.json': 'json',
  '.html': 'html',
  '.md': 'markdown',
  '.xml': 'junit',
  '.txt': 'text',
};

/** The format a file's name asks for, by its end. */
export function formatOfName(name: string): ReportFormat | undefined {
  const end = Object.keys(FORMAT_OF_NAME).find((ending) => name.toLowerCase().endsWith(ending));
  return end === undefined ? undefined : FORMAT_OF_NAME[end];
}
