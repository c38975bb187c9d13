import type { Capability } from '../../capability.ts';
import { inFolder } from '../resolve/folder.ts';
import { HOLE } from '../resolve/value.ts';
import { type Arguments, argumentsOf } from './options.ts';
import type { CommandRow, Meaning, Where } from './table/row.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

/** What a command does by its row of the table. */
export function usesByRow(row: CommandRow, command: Command, { folder }: Surroundings): CommandUse[] {
  const given = argumentsOf(command.words, row);
  const verb = given.operands.find((word) => !word.includes(HOLE));
  const uses: CommandUse[] = [];
  const { meanings: base, values: told } = baseOf(row, given, verb);
  for (const meaning of base) uses.push(...useOf(meaning, given, told, command, folder));
  for (const [names, meanings] of Object.entries(row.also ?? {})) {
    const named = names.split(' ').filter((name) => given.given.has(name));
    if (named.length === 0) continue;
    const values = named.flatMap((name) => given.given.get(name) ?? []);
    for (const meaning of meanings) uses.push(...useOf(meaning, given, values, command, folder));
  }
  return uses;
}

/** What is said instead, by an option, by a verb, or by there being no operands; and the values of that option. */
function baseOf(
  row: CommandRow,
  { given, operands }: Arguments,
  verb: string | undefined,
): { readonly meanings: readonly Meaning[]; readonly values: readonly string[] } {
  const instead = Object.entries(row.instead ?? {}).filter(([names]) =>
    names.split(' ').some((name) => given.has(name)),
  );
  if (instead.length > 0) {
    const values = instead.flatMap(([names]) => names.split(' ').flatMap((name) => given.get(name) ?? []));
    return { meanings: instead.flatMap(([, meanings]) => meanings), values };
  }
  const verbal = Object.entries(row.verbs ?? {}).find(
    ([names]) => verb !== undefined && names.split(' ').includes(verb),
  );
  if (verbal !== undefined && verb === operands[0]) return { meanings: verbal[1], values: [] };
  return { meanings: operands.length < (row.needs ?? 0) ? (row.without ?? []) : (row.does ?? []), values: [] };
}

function useOf(
  meaning: Meaning,
  { operands }: Arguments,
  values: readonly string[],
  command: Command,
  folder: string | undefined,
): CommandUse[] {
  const at = meaning.indexOf(' ');
  const capability = meaning.slice(0, at) as Capability;
  const where = meaning.slice(at + 1) as Where;
  if (where === 'value' || where === 'at-value') {
    return values.flatMap((value) => {
      const path = where === 'value' ? value : /^(?:[^@=]{0,200}=)?[@<]([^;]+)/.exec(value)?.[1];
      if (path === undefined || /^(-|)$|^\/dev\/(null|stdout|stderr|stdin)$/.test(path)) return [];
      return [{ capability, target: path === HOLE ? undefined : placed(capability, path, folder) }];
    });
  }
  const words = chosen(where, operands, command);
  if (where === 'line') return [{ capability, target: words.join(' ') }];
  const isFile = /^(file|secret)\./.test(capability);
  const paths = isFile ? words.filter((word) => !/^\/dev\/(null|stdout|stderr|stdin|fd\/\d+)$/.test(word)) : words;
  if (isFile && words.length > 0 && paths.length === 0) return [];
  const target = paths.map((word) => placed(capability, word, folder)).join(' ');
  const isKnown = paths.some((word) => word !== HOLE && word !== '');
  return [{ capability, target: isKnown ? target : undefined }];
}

function placed(capability: Capability, path: string, folder: string | undefined): string {
  return /^(file|secret)\./.test(capability) && !path.includes('://') ? inFolder(path, folder) : path;
}

const REMOTE =
  /^(\w+:\/\/|[\w-]+(\.[\w-]+)+([:/]|$)|localhost\b|\d+\.\d+\.\d+\.\d+|\[?[\da-f]*:[\da-f:]+\]?|[\w.-]+@|[\w.-]+:)/i;

function chosen(where: Where, operands: readonly string[], command: Command): readonly string[] {
  if (where.startsWith('=')) return [where.slice(1)];
  switch (where) {
    case 'operands':
      return operands;
    case 'first':
      return operands.slice(0, 1);
    case 'second':
      return operands.slice(1, 2);
    case 'last':
      return operands.slice(-1);
    case 'after-first':
      return operands.slice(1);
    case 'all-but-last':
      return operands.slice(0, -1);
    case 'host-port':
      return [operands.slice(0, 2).join(':')];
    case 'urls':
      return urlsOf(operands);
    case 'paths':
      return operands.filter((word) => !REMOTE.test(word));
    case 'line':
      return [lineOf(command)];
    default:
      return [];
  }
}

function urlsOf(operands: readonly string[]): readonly string[] {
  const schemed = operands.filter((word) => /^\w+:\/\//.test(word));
  if (schemed.length > 0) return schemed;
  const remote = operands.filter((word) => REMOTE.test(word));
  return remote.length > 0 ? remote : operands.slice(-1);
}
