import { constants } from 'node:os';

/** `SIGTERM` for 15 on this machine; `signal 64` for one without a name. */
export function signalName(number: number): string {
  return SIGNALS.get(number) ?? `signal ${number}`;
}

/** A command line as a shell would need it typed, so that arguments with spaces are told apart. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
