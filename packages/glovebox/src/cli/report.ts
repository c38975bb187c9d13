import { renderReport } from '../report/formats/render.ts';
import type { Report } from '../report/report.ts';
import { wantsColour } from '../report/style.ts';
import type { Sources } from '../report/view.ts';
import { writeResult } from './output.ts';
import type { OutputFile, ReportOptions } from './output-files.ts';
import { writeResultFile } from './write-file.ts';

/** Writes a report to the files that were asked for, and to standard output. Throws `output-unwritable`. */
export async function writeReport(report: Report, sources: Sources, options: ReportOptions): Promise<void> {
  for (const file of options.output ?? []) await writeOutput(file, await renderReport(file.format, report, sources));
  const style = { colour: wantsColour(process.stdout), quiet: options.quiet === true };
  await writeResult(await renderReport(options.format, report, sources, style));
}

/** Throws `output-unwritable`. */
export function writeOutput({ path }: OutputFile, text: string): Promise<void> {
  return writeResultFile(path, text);
}
