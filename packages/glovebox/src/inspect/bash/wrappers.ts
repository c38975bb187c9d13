import { HOLE, isWhole } from '../resolve/value.ts';
import { type Known, known } from './known.ts';
import type { Command } from './uses.ts';

export function commandOf(fields: readonly Known[], written: string): Command {
  const [name, ...words] = fields;
  const path = name?.text ?? '';
  return {
    name: isWhole(path) && path !== '' ? baseName(path) : undefined,
    path,
    words: words.map((word) => word.text),
    known: name === undefined || name.text !== HOLE ? words : [name, ...words],
    written,
  };
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || path;
}

const LONGEST_LINE = 4_000;

export function lineOf(command: Command): string {
  return [command.name ?? HOLE, ...command.words].join(' ').slice(0, LONGEST_LINE);
}

interface Wrapper {
  /** Options that take a value. */
  readonly values: string;
  /** Operands of its own before the command. */
  readonly skipped?: number;
  /** With one of these it starts nothing. */
  readonly not?: string;
}

/** Programs that start the one named in their words. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { values: '-u -g -h -p -C -r -t -U -D -R -T --user --group', not: '-l -v -k -K -e' },
  doas: { values: '-u -C' },
  pkexec: { values: '--user' },
  env: { values: '-u -C --unset --chdir' },
  command: { values: '', not: '-v -V' },
  builtin: { values: '' },
  exec: { values: '-a' },
  nohup: { values: '' },
  setsid: { values: '' },
  time: { values: '-o -f' },
  nice: { values: '-n --adjustment' },
  ionice: { values: '-c -n -p' },
  chrt: { values: '-T -P -D' },
  taskset: { values: '', skipped: 1 },
  timeout: { values: '-s -k --signal --kill-after', skipped: 1 },
  xargs: { values: '-I -n -P -L -d -s -a -E --max-args --max-procs --arg-file --delimiter --replace' },
  parallel: { values: '-j --jobs -a -N -S --sshlogin' },
  stdbuf: { values: '-i -o -e' },
  chroot: { values: '--userspec --groups', skipped: 1 },
  unshare: { values: '-S -G -R -w' },
  nsenter: { values: '-t -S -G --target' },
  setpriv: { values: '--reuid --regid' },
  capsh: { values: '' },
  prlimit: { values: '-p' },
  strace: { values: '-e -o -p -s -E -u' },
  ltrace: { values: '-e -o -p -s' },
  valgrind: { values: '' },
  watch: { values: '-n --interval -d' },
  busybox: { values: '' },
  toybox: { values: '' },
  torsocks: { values: '-u -p -P -a' },
  torify: { values: '' },
  proxychains: { values: '-f' },
  proxychains4: { values: '-f' },
  faketime: { values: '-f', skipped: 1 },
  fakeroot: { values: '' },
  firejail: { values: '' },
  bwrap: { values: '--chdir --setenv --bind --ro-bind' },
  flock: { values: '-w -E -c --timeout', skipped: 1 },
  script: { values: '-c' },
  unbuffer: { values: '' },
  eatmydata: { values: '' },
  'systemd-run': { values: '-p -u -E --unit --property --slice --uid --gid', not: '--on-calendar' },
  'start-stop-daemon': { values: '-p -u -g -d -n --exec --startas' },
  daemonize: { values: '-p -o -e -u' },
  'dbus-run-session': { values: '' },
  'xvfb-run': { values: '-s -n -e' },
  winpty: { values: '' },
  'ld-linux-x86-64.so.2': { values: '--library-path --preload' },
  'ld.so': { values: '--library-path --preload' },
  coproc: { values: '' },
  noglob: { values: '' },
  '!': { values: '' },
  '-': { values: '' },
};

const MOST_WRAPPERS = 10;

/** The command itself and every command it starts by naming it: `sudo env A=1 rm x` is three. */
export function unwrapped(command: Command, input: Known | undefined): Command[] {
  const found = [command];
  for (let current = command; found.length < MOST_WRAPPERS; ) {
    const { name } = current;
    const wrapper = name === undefined || !Object.hasOwn(WRAPPERS, name) ? undefined : WRAPPERS[name];
    const inner = wrapper === undefined ? undefined : innerOf(current, wrapper, input);
    if (inner === undefined) break;
    found.push(inner);
    current = inner;
  }
  return found;
}

function innerOf(command: Command, wrapper: Wrapper, input: Known | undefined): Command | undefined {
  const { words, known: given, name } = command;
  const values = wrapper.values.split(' ');
  const not = wrapper.not?.split(' ') ?? [];
  let index = 0;
  for (let left = wrapper.skipped ?? 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--' || word === '{') continue;
    if (not.includes(word)) return undefined;
    // A whole command line in one word: `env -S 'rm -rf x'`.
    if (name === 'env' && /^(-S|--split-string)/.test(word)) return splitString(command, index);
    if (values.includes(word)) index++;
    else if (!/^-./.test(word) && !/^\w+=/.test(word) && left-- <= 0) break;
  }
  const fields = given.slice(given.length - words.length + index);
  if (fields.length === 0) return undefined;
  const arguments_ = name === 'xargs' || name === 'parallel' ? withInput(command, fields, index, input) : fields;
  return commandOf(arguments_, command.written);
}

function splitString({ words, known: given, written }: Command, index: number): Command {
  const word = words[index] ?? '';
  const attached = word.replace(/^(-S|--split-string=?)/, '');
  const line = attached === '' ? (words[index + 1] ?? '') : attached;
  const rest = given.slice(given.length - words.length + index + (attached === '' ? 2 : 1));
  const fields = line
    .trim()
    .split(/\s+/)
    .map((text) => ({ text }));
  return commandOf([...fields, ...rest], written);
}

const MOST_GIVEN = 1_000;

/** `xargs` adds the words it reads, or puts them where `-I` says. */
function withInput(
  { words }: Command,
  fields: readonly Known[],
  end: number,
  input: Known | undefined,
): readonly Known[] {
  if (input === undefined || input.text === '') return fields;
  const options = words.slice(0, end);
  const at = options.findIndex((word) => /^-I/.test(word));
  const mark = at < 0 ? undefined : options[at]?.slice(2) || options[at + 1];
  const delimiter = options.some((word) => /^-\w*0$|^--null$/.test(word)) ? '\0' : mark === undefined ? /\s+/ : '\n';
  const read = input.text
    .trim()
    .split(delimiter, MOST_GIVEN)
    .map((text) => known(text, input));
  if (mark === undefined || mark === '') return isOnlyUnknown(read) ? fields : [...fields, ...read];
  return fields.flatMap((field) =>
    field.text.includes(mark)
      ? read.map((word) => known(field.text.split(mark).join(word.text), field, word))
      : [field],
  );
}

/** What is not known of the input adds nothing to what a command is known to act on. */
function isOnlyUnknown(words: readonly Known[]): boolean {
  return words.every((word) => word.text === HOLE);
}
