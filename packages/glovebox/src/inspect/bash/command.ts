import type { Evaluator } from '../resolve/evaluator.ts';
import type { Scope } from '../resolve/scope.ts';
import { asText, HOLE, isWhole } from '../resolve/value.ts';
import { childOf, childrenOf, neighbourOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';

/** A command after its expansions, as far as they are known. */
export interface Command {
  /** Without its folder; undefined where it is not known before it runs. */
  readonly name: string | undefined;
  /** With `{…}` for what is not known. */
  readonly words: readonly string[];
  /** The words as they are written. */
  readonly written: readonly string[];
  readonly node: SyntaxNode;
}

const MOST_WORDS = 500;

export function commandAt(node: SyntaxNode, scope: Scope, evaluator: Evaluator): Command {
  const given = childrenOf(node, 'argument').slice(0, MOST_WORDS);
  // An unquoted variable may hold a whole command line.
  const [name, ...before] =
    asText(evaluator.value(childOf(node, 'name'), scope))
      ?.trim()
      .split(/\s+/) ?? [];
  return {
    name: isWhole(name) && name !== '' ? baseName(name) : undefined,
    words: [...before, ...given.map((word) => asText(evaluator.value(word, scope)) ?? HOLE)],
    written: [...before, ...given.map((word) => textOf(evaluator.source, word))],
    node,
  };
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function lineOf(command: Command): string {
  return [command.name ?? HOLE, ...command.words].join(' ');
}

/** Programs that start the one named in their words, with the options that take a value. */
const WRAPPERS: Readonly<Record<string, { readonly values: string; readonly skipped?: number }>> = {
  sudo: { values: '-u -g -h -p -C -r -t -U' },
  doas: { values: '-u -C' },
  pkexec: { values: '--user' },
  env: { values: '-u -C --unset --chdir' },
  command: { values: '' },
  builtin: { values: '' },
  exec: { values: '-a' },
  nohup: { values: '' },
  setsid: { values: '' },
  time: { values: '-o -f' },
  nice: { values: '-n' },
  ionice: { values: '-c -n -p' },
  timeout: { values: '-s -k --signal --kill-after', skipped: 1 },
  xargs: { values: '-I -n -P -L -d -s -a -E' },
  parallel: { values: '-j --jobs' },
  stdbuf: { values: '-i -o -e' },
  chroot: { values: '--userspec --groups', skipped: 1 },
  unshare: { values: '' },
  strace: { values: '-e -o -p -s' },
  ltrace: { values: '-e -o -p -s' },
  watch: { values: '-n' },
  busybox: { values: '' },
  torsocks: { values: '' },
  proxychains: { values: '-f' },
  flock: { values: '-w -E', skipped: 1 },
  script: { values: '-c' },
  eatmydata: { values: '' },
  'dbus-run-session': { values: '' },
};

const MOST_WRAPPERS = 8;

/** The command itself and every command it starts by naming it: `sudo env A=1 rm x` is three. */
export function unwrapped(command: Command): Command[] {
  const found = [command];
  for (let current = command; found.length < MOST_WRAPPERS; ) {
    const wrapper =
      current.name === undefined || !Object.hasOwn(WRAPPERS, current.name) ? undefined : WRAPPERS[current.name];
    if (wrapper === undefined) break;
    const inner = innerOf(current, wrapper.values.split(' '), wrapper.skipped ?? 0);
    if (inner === undefined) break;
    found.push(inner);
    current = inner;
  }
  return found;
}

function innerOf({ words, written, node }: Command, values: readonly string[], skipped: number): Command | undefined {
  let index = 0;
  for (let left = skipped; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') continue;
    if (values.includes(word)) index++;
    else if (!word.startsWith('-') && !/^\w+=/.test(word) && left-- <= 0) break;
  }
  const [name, ...rest] = words.slice(index);
  return name === undefined
    ? undefined
    : { name: isWhole(name) ? baseName(name) : undefined, words: rest, written: written.slice(index + 1), node };
}

const LONGEST_QUOTE = 500;

/** The text of the pipeline's part before a command; undefined where nothing is piped into it. */
export function pipedInto(node: SyntaxNode, evaluator: Evaluator): string | undefined {
  let part = node;
  while (
    part.parent !== undefined &&
    /^(redirected_statement|subshell|compound_statement|negated_command)$/.test(part.parent.type)
  )
    part = part.parent;
  if (part.parent?.type !== 'pipeline') return undefined;
  const before = neighbourOf(part, -1);
  return before === undefined ? undefined : textOf(evaluator.source, before).slice(0, LONGEST_QUOTE);
}
