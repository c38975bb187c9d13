import { inFolder } from '../resolve/folder.ts';
import { downloadsOf } from './client.ts';
import type { Machine } from './machine.ts';
import { contentAt } from './spoken.ts';
import type { Command, Surroundings } from './uses.ts';
import { baseName } from './wrappers.ts';

/** What a command leaves behind that later commands may use: a download, a copy, a program under another name. */
export function leave(machine: Machine, command: Command, around: Surroundings): void {
  const { name = '', written } = command;
  for (const path of downloadsOf(command)) machine.write(inFolder(path, around.folder), { text: '{…}', from: written });
  if (/^(cp|mv|ln|install)$/.test(name)) copy(machine, command, around);
}

const PROGRAM = /^(\/usr)?(\/local)?\/s?bin\/[\w.+-]+$/;

function copy(machine: Machine, { words }: Command, around: Surroundings): void {
  const operands = words.filter((word) => !word.startsWith('-'));
  const [from, to] = [operands[0], operands.at(-1)];
  if (from === undefined || to === undefined || operands.length !== 2) return;
  const content = contentAt(from, around);
  for (const path of [to, `${to.replace(/\/$/, '')}/${baseName(from)}`]) {
    const place = inFolder(path, around.folder);
    if (content !== undefined) machine.write(place, content);
    if (PROGRAM.test(from)) machine.rename(place, baseName(from));
  }
}
