import { usesByRow } from './meanings.ts';
import { argumentsOf } from './options.ts';
import { COMMANDS } from './table/index.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';

const REMOTE = /^(rsync|scp|sftp):\/\/|^[^/\s:]+:/;

/** A copy between machines: where to and where from says whether something is sent, fetched, or only copied here. */
export function transferUses(command: Command, around: Surroundings): CommandUse[] {
  const row = COMMANDS.get(command.name ?? '');
  if (row === undefined) return [];
  const { operands } = argumentsOf(command.words, row);
  const [to, sources] = [operands.at(-1) ?? '', operands.slice(0, -1)];
  const from = sources.filter((word) => REMOTE.test(word));
  const local = sources.filter((word) => !REMOTE.test(word));
  return usesByRow(row, command, around).flatMap((use): CommandUse[] => {
    if (use.capability === 'network.send') {
      if (REMOTE.test(to)) return [{ ...use, target: to }];
      return from.length === 0 ? [] : [{ capability: 'network.connect', target: from.join(' ') }];
    }
    if (use.capability === 'file.write' && use.target === to && REMOTE.test(to)) return [];
    return use.capability === 'file.read' && from.length > 0 && local.length === 0 ? [] : [use];
  });
}
