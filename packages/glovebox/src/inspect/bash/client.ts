import { HOLE } from '../resolve/value.ts';
import { usesByRow } from './meanings.ts';
import { argumentsOf } from './options.ts';
import { COMMANDS } from './table/index.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';

/** What a client of the web fetches or sends, and the files it takes and leaves. */
export function clientUses(command: Command, around: Surroundings): CommandUse[] {
  const row = COMMANDS.get(command.name ?? '');
  if (row === undefined) return [];
  const { given, operands } = argumentsOf(command.words, row);
  const method = given.get('-X')?.at(-1) ?? given.get('--request')?.at(-1) ?? given.get('--method')?.at(-1) ?? '';
  const isSending = /^(POST|PUT|PATCH|DELETE)$/i.test(method);
  const url = given.get('--url')?.at(-1);
  return usesByRow(row, command, around).map((use) => {
    if (!use.capability.startsWith('network.')) return use;
    const target = url ?? use.target;
    // An address of the machine itself is a file.
    const file = /^file:\/{1,3}(.*)$/i.exec(target ?? '')?.[1];
    if (file !== undefined) return { capability: 'file.read', target: `/${file.replace(/^\/+/, '')}` };
    return {
      capability: isSending ? 'network.send' : use.capability,
      target: target === HOLE || operands.length + (url === undefined ? 0 : 1) === 0 ? undefined : target,
    };
  });
}

/** The files that a download leaves, where their names are known. */
export function downloadsOf({ name, words }: Command): string[] {
  const row = COMMANDS.get(name ?? '');
  if (row === undefined || !/^(curl|wget2?|aria2c|axel)$/.test(name ?? '')) return [];
  const { given, operands } = argumentsOf(words, row);
  const named = ['-o', '--output', '-O', '--output-document', '--out'].flatMap((option) => given.get(option) ?? []);
  const isRemoteName =
    name === 'wget' || name === 'wget2' || name === 'axel' || given.has('-O') || given.has('--remote-name');
  if (named.length > 0 || !isRemoteName) return named;
  return operands.map((url) => /\/([^/?#]+)(?:[?#]|$)/.exec(url.replace(/^\w+:\/\//, ''))?.[1] ?? 'index.html');
}
