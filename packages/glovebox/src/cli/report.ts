import { writeFile } from 'node:fs/promises';
import { GloveboxError } from '../error.ts';
import { renderReport } from '../report/formats/render.ts';
import type { Report } from '../report/report.ts';
import { wantsColour } from '../report/style.ts';
import type { Sources } from '../report/view.ts';
import { writeResult } from './output.ts';
import type { OutputFile, ReportOptions } from './output-files.ts';

/** Writes a report to the files that were asked for, and to standard output. Throws `output-unwritable`. */
export async function writeReport(report: Report, sources: Sources, options: ReportOptions): Promise<void> {
  for (const file of options.output ?? []) await writeOutput(file, await renderReport(file.format, report, sources));
  const style = { colour: wantsColour(process.stdout), quiet: options.quiet === true };
  await writeResult(await renderReport(options.format, report, sources, style));
}

/** Throws `output-unwritable`. */
export async function writeOutput({ path }: Pick<OutputFile, 'path'>, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new GloveboxError(
      'output-unwritable',
      `the report could not be written to ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'Name a file in a folder that exists and can be written to.',
      { cause: error },
    );
  }
}
