import { entered } from '../resolve/folder.ts';
import { HOLE } from '../resolve/value.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { printf } from './filters/printing.ts';
import { joined, type Known, known, NOTHING, UNTOLD } from './known.ts';
import type { Context, Outcome } from './machine.ts';
import type { Run } from './run.ts';
import { compare } from './tests.ts';
import type { Command } from './uses.ts';
import { positional } from './variables.ts';
import { commandOf } from './wrappers.ts';

type Builtin = (run: Run, context: Context, command: Command, node: SyntaxNode) => Outcome;

const MOST_HASHED = 1_000;
const DONE: Outcome = { out: NOTHING, ok: true };

/** Commands of the shell itself that change what comes after them. */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => DONE,
  true: () => DONE,
  false: () => ({ out: NOTHING, ok: false }),
  cd: enter,
  pushd: enter,
  popd: (_, { variables }) => {
    variables.set('PWD', undefined);
    return { out: NOTHING };
  },
  pwd: (run, context) => ({ out: run.words(context).scalar('PWD') ?? { text: '.' }, ok: true }),
  eval: (run, context, { known: words }) => run.code(context, joined(words, ' ').text, undefined, context.variables),
  source: sourced,
  '.': sourced,
  alias: (run, _, { known: words }) => {
    for (const word of words) {
      const [, name, value] = /^([^=\s]{1,100})=([\s\S]*)$/.exec(word.text) ?? [];
      if (name !== undefined && value !== undefined) run.machine.aliases.set(name, known(value, word));
    }
    return DONE;
  },
  // `hash -p /bin/rm ls`: what the name starts from then on.
  hash: (run, _, { words: [option, path, ...names] }) => {
    if (option !== '-p' || path === undefined) return DONE;
    for (const name of names) if (run.machine.aliases.size < MOST_HASHED) run.machine.aliases.set(name, known(path));
    return DONE;
  },
  unalias: (run, _, { words }) => {
    for (const word of words) run.machine.aliases.delete(word);
    if (words.includes('-a')) run.machine.aliases.clear();
    return DONE;
  },
  set: (_, { variables }, { known: words }) => {
    const at = words.findIndex((word) => word.text === '--' || !/^[-+]/.test(word.text));
    if (at >= 0) variables.set('@', positional(words.slice(words[at]?.text === '--' ? at + 1 : at)));
    return DONE;
  },
  shift: (run, context, { words: [count = '1'] }) => {
    const items = run.words(context).items('@');
    if (items !== undefined) context.variables.set('@', positional(items.slice(Number(count) || 1)));
    return DONE;
  },
  read,
  mapfile: lines,
  readarray: lines,
  let: (run, context, { words }) => {
    for (const word of words) run.words(context).number(word);
    return DONE;
  },
  printf: (run, context, { known: words }) => {
    const [first, name, ...rest] = words;
    if (first?.text !== '-v' || name === undefined) return { out: printf(words) ?? UNTOLD, ok: true };
    run.words(context).assign(name.text, printf(rest) ?? UNTOLD);
    return DONE;
  },
  test,
  '[': test,
  getopts: (run, context, { words: [, name] }) => {
    if (name !== undefined) run.words(context).assign(name, UNTOLD);
    run.words(context).assign('OPTARG', UNTOLD);
    return { out: NOTHING };
  },
  unset: (_, { variables }, { words }) => {
    for (const word of words) if (!word.startsWith('-')) variables.set(word, undefined);
    return DONE;
  },
  exit: () => DONE,
  return: () => DONE,
  trap: () => DONE,
  shopt: () => DONE,
  // A command that takes its place; what it is is told by its words.
  coproc: (run, context, { known: words, written }, node) =>
    words.length === 0 ? DONE : run.perform(node, context, commandOf(words, written)),
};

function enter(_: Run, { variables }: Context, { words }: Command): Outcome {
  const place = words.find((word) => !/^-[LPe@n]+$|^--$/.test(word));
  const from = variables.get('PWD')?.values[0]?.text;
  const to = entered(place, from);
  variables.set('OLDPWD', { values: [{ text: from ?? '.' }] });
  variables.set('PWD', to === undefined ? undefined : { values: [{ text: to }] });
  return { out: NOTHING };
}

/** A file of the script's own making is code whose text is known. */
function sourced(run: Run, context: Context, { known: [file, ...given] }: Command): Outcome {
  const path = file?.text ?? '';
  const code = path === '/dev/stdin' ? context.input.rest() : run.machine.fileAt(path);
  if (code === undefined) return { out: NOTHING };
  return run.code(context, code.text, given.length === 0 ? undefined : given, context.variables);
}

/** `read -r a b`: a line of what the script gives it, or of what nobody knows before. */
function read(run: Run, context: Context, { known: words }: Command): Outcome {
  const names: string[] = [];
  let array: string | undefined;
  let isWhole = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]?.text ?? '';
    if (/^-\w*[pntuNi]$/.test(word)) at++;
    else if (/^-\w*d$/.test(word)) {
      isWhole = (words[at + 1]?.text ?? '') === '';
      at++;
    } else if (/^-\w*a$/.test(word)) array = words[++at]?.text;
    else if (!word.startsWith('-')) names.push(word);
  }
  const line = isWhole ? (context.input.rest() ?? undefined) : context.input.line();
  const separators = run.words(context).scalar('IFS')?.text ?? ' \t\n';
  const value = line === 'end' ? NOTHING : line;
  const parts =
    value === undefined
      ? undefined
      : partsOf(value, separators, array === undefined ? Math.max(1, names.length) : MOST_PARTS);
  if (array !== undefined) context.variables.set(array, parts === undefined ? { values: [UNTOLD] } : fromZero(parts));
  const targets = names.length === 0 && array === undefined ? ['REPLY'] : names;
  for (const [index, name] of targets.entries()) {
    if (/^[A-Za-z_]\w*$/.test(name))
      context.variables.set(name, { values: [parts === undefined ? UNTOLD : (parts[index] ?? NOTHING)] });
  }
  return { out: NOTHING, ok: line === undefined ? undefined : line !== 'end' };
}

const MOST_PARTS = 500;

function partsOf(value: Known, separators: string, most: number): Known[] {
  const found: Known[] = [];
  let rest = value.text;
  const isSeparator = (letter: string | undefined): boolean => letter !== undefined && separators.includes(letter);
  for (let at = 0; found.length < most - 1; ) {
    while (isSeparator(rest[at]) && /\s/.test(rest[at] ?? '')) at++;
    const from = at;
    while (at < rest.length && !isSeparator(rest[at])) at++;
    if (at >= rest.length) {
      rest = rest.slice(from);
      break;
    }
    found.push(known(rest.slice(from, at), value));
    rest = rest.slice(at + 1);
    at = 0;
  }
  const last = separators === '' ? rest : rest.trim();
  return last === '' ? found : [...found, known(last, value)];
}

function fromZero(items: readonly Known[]): { values: Known[]; items: Map<string, Known> } {
  return { values: [items[0] ?? NOTHING], items: new Map(items.map((item, index) => [String(index), item])) };
}

function lines(_: Run, context: Context, { words }: Command): Outcome {
  const name = words.findLast((word) => /^[A-Za-z_]\w*$/.test(word)) ?? 'MAPFILE';
  const value = context.input.rest();
  const items = value?.text.replace(/\n$/, '').split('\n', MOST_PARTS) ?? [HOLE];
  context.variables.set(name, fromZero(items.map((item) => known(item, value))));
  return { out: NOTHING };
}

/** `[ a = b ]` as a command. */
function test(_: Run, __: Context, { words }: Command): Outcome {
  const given = words.at(-1) === ']' ? words.slice(0, -1) : words;
  const [a = '', operator, b = ''] = given;
  if (given.some((word) => word.includes(HOLE))) return { out: NOTHING };
  if (given.length === 3 && operator !== undefined) return { out: NOTHING, ok: compare(operator, a, b) };
  if (given.length === 2 && /^-[nz]$/.test(a)) return { out: NOTHING, ok: (operator === '') === (a === '-z') };
  return { out: NOTHING };
}
