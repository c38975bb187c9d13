import { neutralize } from '../../glovebox/src/report/neutralize.ts';

/**
 * A line for the runner's log that the runner takes for nothing but text. It looks for `::command::` at the start of a line and for
 * `##[command]` anywhere in one, in what is written to standard output and to standard error.
 */
export function plainLine(text: string): string {
  return `│ ${neutralize(text).replaceAll('##[', '#\\x23[')}`;
}

/** Writes text that others had a part in, a plain line for each of its own. */
export function logText(text: string): void {
  for (const line of text.split(/\r\n|\r|\n/)) if (line.trim() !== '') process.stdout.write(`${plainLine(line)}\n`);
}
