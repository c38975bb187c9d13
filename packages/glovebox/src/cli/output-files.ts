import { type Command, InvalidArgumentError } from 'commander';
import { FORMAT_OF_NAME, formatOfName, type ReportFormat } from '../report/formats/format.ts';

/** A file that a report is written to as well, in the format that its name asks for. */
export interface OutputFile {
  readonly path: string;
  readonly format: ReportFormat;
}

/** Where a report goes. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly quiet?: true;
  readonly output?: readonly OutputFile[];
}

const ENDS = Object.keys(FORMAT_OF_NAME).join(' ');

export function addOutputFiles(command: Command): Command {
  return command.option(
    '--output <file>',
    `write it to a file as well, in the format its name ends with (${ENDS}); can be given again`,
    outputFile,
  );
}

function outputFile(path: string, earlier: readonly OutputFile[] = []): OutputFile[] {
  const format = formatOfName(path);
  if (format === undefined) throw new InvalidArgumentError(`Its name ends with one of ${ENDS}.`);
  return [...earlier, { path, format }];
}
