import { type Command, InvalidArgumentError } from 'commander';
import { FORMAT_OF_NAME, formatOfName, REPORT_FORMATS, type ReportFormat } from '../report/formats/format.ts';

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

/** `formats` are those that the command can write. */
export function addOutputFiles(command: Command, formats: readonly ReportFormat[] = REPORT_FORMATS): Command {
  const ends = Object.keys(FORMAT_OF_NAME).filter((end) => formats.some((format) => format === FORMAT_OF_NAME[end]));
  return command.option(
    '--output <file>',
    `write it to a file as well, in the format its name ends with (${ends.join(' ')}); can be given again`,
    (path: string, earlier: readonly OutputFile[] = []): OutputFile[] => {
      const format = formatOfName(path);
      if (format !== undefined && formats.includes(format)) return [...earlier, { path, format }];
      throw new InvalidArgumentError(`Its name ends with one of ${ends.join(' ')}.`);
    },
  );
}
