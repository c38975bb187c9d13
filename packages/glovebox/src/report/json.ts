import { withoutLogCommands } from './log-commands.ts';

/** Characters that JSON leaves as they are and that a terminal, an editor or a log viewer may act on. */
const STILL_HOSTILE =
  /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * JSON for a machine that a person may look at as well: hostile text keeps its meaning to a parser, but every character a
 * terminal could act on is written as an escape. Ends with a newline.
 */
export function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(STILL_HOSTILE, escapeUnits);
  return `${withoutLogCommands(text, escapeUnits)}\n`;
}

/** Characters beyond the basic plane are two `\u` escapes in JSON. */
function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
