import { HOLE } from '../resolve/value.ts';
import type { Command, CommandUse } from './uses.ts';
import { lineOf } from './wrappers.ts';

/** A connection by hand, or a wait for one; the program that is tied to it runs when it is made. */
export function connectionUses(command: Command): CommandUse[] {
  const { words } = command;
  const listens = words.some((word) => /^-[a-zA-Z]*l/.test(word) || word === '--listen');
  const operands = words.filter(
    (word, index) =>
      !/^-./.test(word) &&
      !/^-\w*[ecpwqsiXxTGgIO]$|^--(exec|sh-exec|lua-exec|proxy|source)$/.test(words[index - 1] ?? ''),
  );
  const at = words.findIndex((word) => /^-\w*[ec]$|^--(exec|sh-exec)$/.test(word));
  const program = at < 0 ? undefined : words[at + 1];
  const tied: CommandUse[] =
    program === undefined || program === HOLE
      ? []
      : [{ capability: 'process.spawn', target: lineOf(command), evaluates: { language: 'bash', code: program } }];
  const portAt = words.findIndex((word) => /^-\w*p$/.test(word));
  const port = portAt < 0 ? undefined : words[portAt + 1];
  if (listens) return [{ capability: 'network.listen', target: `0.0.0.0:${port ?? operands.at(-1) ?? HOLE}` }, ...tied];
  return [{ capability: 'network.connect', target: operands.slice(0, 2).join(':') || undefined }, ...tied];
}

/** `socat` joins two addresses: sockets, files, and programs. */
export function relayUses(command: Command): CommandUse[] {
  return command.words
    .filter((word) => !/^-./.test(word))
    .flatMap((address): CommandUse[] => {
      const [, kind = '', rest = ''] = /^([A-Za-z\d-]{1,30}):([\s\S]*)$/.exec(address) ?? [];
      const [place = ''] = rest.split(',', 1);
      if (/^(exec|system|shell)$/i.test(kind)) {
        const line = place.replace(/^["']|["']$/g, '');
        return [{ capability: 'process.spawn', target: lineOf(command), evaluates: { language: 'bash', code: line } }];
      }
      if (/listen|recv/i.test(kind)) return [{ capability: 'network.listen', target: `0.0.0.0:${place}` }];
      if (/^(open|file|gopen|create)$/i.test(kind)) return [{ capability: 'file.write', target: place }];
      if (/^unix/i.test(kind)) return [{ capability: 'network.connect', target: `unix:${place}` }];
      if (/^(tcp|udp|openssl|ssl|socks|proxy|sctp)/i.test(kind))
        return [{ capability: 'network.connect', target: place }];
      return /\//.test(address) ? [{ capability: 'file.write', target: address }] : [];
    });
}
