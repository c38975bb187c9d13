/**
 * What is printed may be read by a service that runs builds, which obeys lines of its log: `::name::` where a line begins and
 * `##[name]` anywhere (GitHub), `##vso[…]` (Azure), `##teamcity[…]`. None of our own formats has either but the annotations.
 */
const COMMAND = /^([^\S\n]*):(?=:)|##(?=\w*\[)/gm;

/** The same text, in which no line is a command; `written` gives the character that would make it one. */
export function withoutLogCommands(text: string, written: (character: ':' | '#') => string): string {
  return text.replace(COMMAND, (found, indent: string | undefined) =>
    found === '##' ? `#${written('#')}` : `${indent ?? ''}${written(':')}`,
  );
}

/** As {@link neutralize} shows what it does not show as it is. */
export function visibly(character: ':' | '#'): string {
  return character === ':' ? '\\x3a' : '\\x23';
}
