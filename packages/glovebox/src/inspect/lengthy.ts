import { posix } from 'node:path';

const LONGEST_TARGET = 2_000;
/** Longer targets are looked at for what only makes them long. */
const LONGEST_USUAL = 300;
const LONGEST_READ = 20_000;
const HOME = '/home/user';

/** A target that is no longer than it may be, and whether all of it that counts is there. */
export interface Shortened {
  readonly target: string;
  readonly isWhole: boolean;
}

/**
 * A list of paths and addresses without what only makes it long, as `/tmp/./././../etc` and the same name again and again: what
 * counts must not lie behind the end. Names outside of the folder a program runs in come first.
 */
export function shortened(target: string): Shortened {
  if (target.length <= LONGEST_USUAL) return { target, isWhole: true };
  const words = [...new Set(target.slice(0, LONGEST_READ).split(/\s+/).map(tidy))];
  const [outer, own] = [words.filter(isOuter), words.filter((word) => !isOuter(word))];
  const text = [...outer, ...own].join(' ');
  const isWhole = outer.join(' ').length <= LONGEST_TARGET && target.length <= LONGEST_READ;
  return { target: text.slice(0, LONGEST_TARGET), isWhole };
}

function isOuter(word: string): boolean {
  return /^([/~$]|\.\.|\w+:\/\/)/.test(word);
}

function tidy(word: string): string {
  if (word.startsWith('~/')) {
    const path = posix.normalize(`${HOME}/${word.slice(2)}`);
    return path.startsWith(`${HOME}/`) ? `~${path.slice(HOME.length)}` : path;
  }
  if (/^\w+:\/\//.test(word)) return word.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
  return word.includes('/') ? posix.normalize(word) : word;
}
