import { GloveboxError } from '../error.ts';
import { visibly, withoutLogCommands } from '../report/log-commands.ts';
import { neutralize } from '../report/neutralize.ts';

/** Writes a result to standard output; resolves when the reader has taken it. */
export function writeResult(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Writes a log line to standard error, in which no line is a command to a service that runs builds. */
export function writeLog(text: string): Promise<void> {
  return write(process.stderr, `${withoutLogCommands(text, visibly)}\n`);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      // The reader has seen enough (`| head`): that is not our failure.
      if (error == null || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(error);
    });
  });
}

/** What went wrong, for a person: what and what to do about it; where our own code failed, one line and where to look. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof GloveboxError) {
    const cause = debug && error.cause !== undefined ? `\n${stackOf(error.cause)}` : '';
    return `glovebox: ${neutralize(error.message)}\n  ${neutralize(error.remedy)}${cause}`;
  }
  if (debug) return `glovebox: internal error\n${stackOf(error)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `glovebox: internal error: ${neutralize(message)} (GLOVEBOX_DEBUG=1 shows where)`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
