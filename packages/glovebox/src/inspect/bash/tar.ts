import { inFolder } from '../resolve/folder.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';

const VALUED = /^(--exclude|--transform|--strip-components|--owner|--group|--mode|--newer|--xform|-X|-N|-b|-L|-I)$/;

/** `tar -czf file what`, `tar xf file -C where`, `tar -tf file`: its first word may be letters without a dash. */
export function tarUses({ words }: Command, { folder }: Surroundings): CommandUse[] {
  let modes = '';
  let file: string | undefined;
  let into: string | undefined;
  const operands: string[] = [];
  const uses: CommandUse[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const isLetters = /^-[A-Za-z]+$/.test(word) || (at === 0 && /^[A-Za-z]+$/.test(word));
    const long = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(word);
    if (isLetters) {
      modes += word.replace('-', '');
      if (word.endsWith('f')) file = words[++at];
      else if (word.endsWith('C')) into = words[++at];
      else if (word.endsWith('T')) uses.push({ capability: 'file.read', target: words[++at] });
      else if (VALUED.test(word)) at++;
      else if (at === 0 && !word.startsWith('-') && word.includes('f')) file = words[++at];
    } else if (long !== null) {
      const [, name = '', value] = long;
      if (/^(create|extract|get|list|append|update|delete)$/.test(name)) modes += LETTERS[name] ?? '';
      else if (name === 'file') file = value ?? words[++at];
      else if (name === 'directory') into = value ?? words[++at];
      else if (name === 'remove-files') modes += 'R';
      else if (/^(checkpoint-action|to-command|use-compress-program|info-script|rsh-command)$/.test(name)) {
        const line = (value ?? words[++at] ?? '').replace(/^exec=/, '');
        uses.push({ capability: 'process.spawn', target: line, evaluates: { language: 'bash', code: line } });
      } else if (value === undefined && VALUED.test(word)) at++;
    } else operands.push(word);
  }
  const others = operands.map((word) => inFolder(word, into ?? folder)).join(' ') || undefined;
  const archive = file === undefined || file === '-' ? undefined : inFolder(file, folder);
  if (/[cru]/.test(modes)) {
    uses.unshift(
      ...(archive === undefined ? [] : [{ capability: 'file.write' as const, target: archive }]),
      { capability: 'file.read', target: others },
      ...(modes.includes('R') ? [{ capability: 'file.delete' as const, target: others }] : []),
    );
  } else {
    if (archive !== undefined) uses.unshift({ capability: 'file.read', target: archive });
    if (modes.includes('x') && !modes.includes('O'))
      uses.push({ capability: 'file.write', target: into === undefined ? (folder ?? '.') : inFolder(into, folder) });
  }
  return uses;
}

const LETTERS: Readonly<Record<string, string>> = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  append: 'r',
  update: 'u',
  delete: 'r',
};
