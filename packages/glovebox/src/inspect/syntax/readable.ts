import type { Grammar } from './grammar.ts';

/** A command at the beginning of a line whose name begins with a backslash, as `\rm` does to pass aliases by. */
const ESCAPED_COMMAND = /^([ \t]*)\\(?=[\w./~])/gm;

/**
 * The text as its grammar reads it rightly, of the same length. Bash's takes a line that begins with a backslash for more
 * words of the line before, and what the line does would not be seen; without the backslash it is the same command.
 */
export function readable(grammar: Grammar, text: string): string {
  return grammar === 'bash' && text.includes('\\') ? text.replace(ESCAPED_COMMAND, '$1 ') : text;
}
