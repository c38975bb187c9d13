import { posix } from 'node:path';
import type { Event } from '../../observe/event.ts';
import type { Fact } from '../fact.ts';

/** An event of a run as chains look at it. */
export interface Deed {
  readonly fact: Fact;
  readonly event: Event;
  /** Absolute paths it names. */
  readonly paths: readonly string[];
  /** What it starts: the program, or the file that an interpreter is given. */
  readonly programs: readonly string[];
}

const WORK = '/work';
const MOST_WORDS = 40;
const LONGEST = 4_000;
/** Programs that run the file they are given first. */
const INTERPRETER =
  /^((ba|da|z|k|a|fi)?sh|python[\d.]*|node|perl|ruby|php|lua[\d.]*|tclsh|source|\.|env|sudo|nohup|timeout|setsid|exec)$/;

export function deedOf(event: Event, fact: Fact): Deed {
  const { capability, target, detail } = event;
  const spawns = capability === 'process.spawn';
  if (!spawns && !capability.startsWith('file.') && !/^(secret\.read|system\.persist|code\.native)$/.test(capability))
    return { fact, event, paths: [], programs: [] };
  const named = spawns ? wordsOf(target) : [target];
  const further = [detail?.real, detail?.from].filter((path) => typeof path === 'string');
  return {
    fact,
    event,
    paths: [...new Set([...named, ...further].flatMap(absolute))],
    programs: spawns ? programsOf(wordsOf(target), detail?.path) : [],
  };
}

/** The words of a command line as `quoteCommand` writes it; what a shell would make of them is not asked. */
function wordsOf(command: string): string[] {
  const words = command.slice(0, LONGEST).match(/'[^']*'|[^\s']+/g) ?? [];
  return words.slice(0, MOST_WORDS).map((word) => word.replaceAll("'", ''));
}

function programsOf([first = '', ...rest]: readonly string[], path: unknown): string[] {
  const started = [first, ...(typeof path === 'string' ? [path] : [])];
  const given = INTERPRETER.test(posix.basename(first)) ? rest.find((word) => !word.startsWith('-')) : undefined;
  return [...new Set([...started, ...(given === undefined ? [] : [given])].flatMap(absolute))];
}

/** A word that can be a path, from the root on; one without a folder is looked for in the sample's own. */
function absolute(word: string): string[] {
  const path = word.replace(/^(@|file:\/\/|--?[\w-]+=@?|\w+=@)/, '');
  if (path === '' || path.startsWith('-') || path.includes('\n') || /^[\w+.-]+:\/\//.test(path)) return [];
  return [posix.resolve(WORK, path)];
}

const USUAL_ENDING =
  /^\.(gz|bz2|xz|zst|lz4|lzma|zip|7z|br|bak|backup|orig|old|tmp|temp|part|new|swp|lock|sha256|sha1|md5|sig|asc|map|meta|info|json|txt|csv|log|html|xml|pyc|d|o|\d+)$/i;

/** The path without its last ending, where that is one more than a file of the kind has; undefined where it is none. */
export function withoutEnding(path: string): string | undefined {
  const ending = posix.extname(path);
  const before = path.slice(0, path.length - ending.length);
  return ending === '' || USUAL_ENDING.test(ending) || posix.basename(before) === '' ? undefined : before;
}
