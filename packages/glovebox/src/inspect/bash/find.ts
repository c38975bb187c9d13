import { inFolder } from '../resolve/folder.ts';
import { joined, type Known, known } from './known.ts';
import type { Command, CommandUse } from './uses.ts';
import { commandOf } from './wrappers.ts';

/** Tests that leave out a part of what lies below a place. */
const LIMITS =
  /^-(mtime|mmin|ctime|cmin|atime|amin|newer\w*|size|empty|user|group|uid|gid|perm|inum|links|regex|iregex|path|ipath|wholename)$/;
const NAMES = /^-(name|iname|lname|ilname)$/;

function placesOf(words: readonly string[]): string[] {
  const from = words.findIndex((word) => !/^-[HLPD]$|^-O\d?$/.test(word));
  const given = from < 0 ? [] : words.slice(from);
  const end = given.findIndex((word) => /^[-(!\\]/.test(word));
  const places = end < 0 ? given : given.slice(0, end);
  return places.length === 0 ? ['.'] : [...places];
}

/** What is found, as one text: the places, and the names where those are asked for. */
function foundOf(words: readonly string[]): string {
  const names = words.flatMap((word, index) => (NAMES.test(words[index - 1] ?? '') ? [word] : []));
  const isLimited = words.some((word) => LIMITS.test(word));
  const below = names.length > 0 ? names : isLimited ? ['*'] : undefined;
  const places = placesOf(words);
  if (below === undefined) return places.join(' ');
  return places.flatMap((place) => below.map((name) => `${place.replace(/\/+$/, '')}/**/${name}`)).join(' ');
}

/** A search lists what is there, and may delete it or write a list of it. */
export function findUses({ words }: Command, folder: string | undefined): CommandUse[] {
  const written = words.flatMap((word, index) =>
    /^-(fprint|fprint0|fls|fprintf)$/.test(words[index - 1] ?? '') ? [word] : [],
  );
  const placed = (paths: string) =>
    paths
      .split(' ')
      .map((path) => inFolder(path, folder))
      .join(' ');
  return [
    { capability: 'file.read', target: placed(seeksByName(words) ? foundOf(words) : placesOf(words).join(' ')) },
    ...(words.includes('-delete')
      ? [{ capability: 'file.delete' as const, target: placed(foundOf(words)), arguments: { 0: '-delete' } }]
      : []),
    ...written.map((target) => ({ capability: 'file.write' as const, target })),
  ];
}

/** Whether files of certain names are looked for, rather than kinds of files. */
function seeksByName(words: readonly string[]): boolean {
  const names = words.filter((_, index) => NAMES.test(words[index - 1] ?? ''));
  return names.length > 0 && names.every((name) => !/[*?[]/.test(name));
}

const MOST_COMMANDS = 10;

/** The commands after `-exec` and its like, with what is found in the place of `{}`. */
export function foundBy({ name, words, known: given, written }: Command): Command[] {
  if (name !== 'find') return [];
  const found: Command[] = [];
  const what = known(foundOf(words), joined(given.slice(0, 1)));
  for (let at = 0; at < words.length && found.length < MOST_COMMANDS; at++) {
    if (!/^-(exec|execdir|ok|okdir)$/.test(words[at] ?? '')) continue;
    const end = words.findIndex((word, index) => index > at && /^(;|\\;|\+)$/.test(word));
    const fields = given.slice(at + 1, end < 0 ? given.length : end).map((word) => withFound(word, what));
    if (fields.length > 0) found.push(commandOf(fields, written));
    if (end < 0) break;
    at = end;
  }
  return found;
}

function withFound(word: Known, what: Known): Known {
  return word.text.includes('{}') ? known(word.text.split('{}').join(what.text), word, what) : word;
}
