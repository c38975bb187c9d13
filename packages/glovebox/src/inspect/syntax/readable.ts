import type { Grammar } from './grammar.ts';

/** A command at the beginning of a line whose name begins with a backslash, as `\rm` does to pass aliases by. */
const ESCAPED_COMMAND = /^([ \t]*)\\(?=[\w./~])/gm;

/** Python ends a line at a carriage return of its own: what follows `# …` and one is no comment. */
const LONE_RETURN = /\r(?!\n)/g;

/**
 * The text as its grammar reads it rightly, of the same length. Bash's takes a line that begins with a backslash for more
 * words of the line before, and what the line does would not be seen; without the backslash it is the same command. Python's
 * knows line feeds alone.
 */
export function readable(grammar: Grammar, text: string): string {
  if (grammar === 'python') return text.includes('\r') ? text.replace(LONE_RETURN, '\n') : text;
  return grammar === 'bash' && text.includes('\\') ? text.replace(ESCAPED_COMMAND, '$1 ') : text;
}
