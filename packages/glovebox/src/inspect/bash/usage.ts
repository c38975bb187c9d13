import { HOLE } from '../resolve/value.ts';
import { BESIDES } from './handed.ts';
import { interpreterUses, isInterpreter, ownProgramUses } from './interpreters.ts';
import { usesByRow } from './meanings.ts';
import { socketOf } from './redirects.ts';
import { SPECIAL } from './special.ts';
import { COMMANDS, HARMLESS } from './table/index.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

const MOST_SHOWN = 12;
const LONGEST_SHOWN = 500;

/** What a command with a known name does. */
export function usesOf(command: Command, around: Surroundings): CommandUse[] {
  const { name = '' } = command;
  const given = wordsByPosition(command.words);
  const sockets = command.words.flatMap((word) => socketOf(word) ?? []);
  return [
    ...sockets,
    ...mainUses(name, command, around).map((use) => ({ callee: name, ...use, arguments: use.arguments ?? given })),
  ];
}

function mainUses(name: string, command: Command, around: Surroundings): readonly CommandUse[] {
  const own = ownProgramUses(command, around);
  if (own !== undefined) return own;
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special !== undefined) return special(command, around);
  if (isInterpreter(name)) return interpreterUses(command, around);
  const besides = Object.hasOwn(BESIDES, name) ? (BESIDES[name]?.(command, around) ?? []) : [];
  const row = COMMANDS.get(name);
  if (row !== undefined) return [...usesByRow(row, command, around), ...besides];
  return HARMLESS.has(name) ? besides : [{ capability: 'process.spawn', target: lineAsCalled(command) }, ...besides];
}

function wordsByPosition(words: readonly string[]): Record<string, string> | undefined {
  const known = words
    .slice(0, MOST_SHOWN)
    .flatMap((word, index) => (word === HOLE ? [] : [[String(index), word.slice(0, LONGEST_SHOWN)] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** A program by its folder is another one than the system's of that name. */
function lineAsCalled(command: Command): string {
  return command.path.includes('/') ? lineOf({ ...command, name: command.path }) : lineOf(command);
}
