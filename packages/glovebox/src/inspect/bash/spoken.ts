import { inFolder } from '../resolve/folder.ts';
import { HOLE, isWhole } from '../resolve/value.ts';
import type { Known } from './known.ts';
import type { Command, Surroundings } from './uses.ts';

/** What reads code from its words, a file or its input, and which of its options carry it. */
interface Interpreter {
  readonly language: 'bash' | 'python' | 'javascript' | 'typescript' | undefined;
  /** An option, or letters with this one as the last, whose value is code. */
  readonly code: RegExp;
  /** Options that take a value that is no code. */
  readonly values?: RegExp;
}

const SHELL: Interpreter = {
  language: 'bash',
  code: /^-[a-zA-Z]*c[a-zA-Z]*$/,
  values: /^([-+][oO]|--rcfile|--init-file)$/,
};
const INTERPRETERS: readonly (readonly [RegExp, Interpreter])[] = [
  [/^(ba|da|z|k|mk|a|c|tc|fi|ya|o|rba|r)?sh$|^(fish|pwsh)$|^bash-[\d.]+$/, SHELL],
  [/^(python|pypy)[\d.]*$|^ipython[\d]*$/, { language: 'python', code: /^-[a-zA-Z]*c$/, values: /^-[WXm]$/ }],
  [
    /^(node|nodejs|bun|deno|qjs|iojs)$/,
    { language: 'javascript', code: /^(-e|--eval|-p|--print|-pe|eval)$/, values: /^(-r|--require|--import|--loader)$/ },
  ],
  [/^(ts-node|tsx)$/, { language: 'typescript', code: /^(-e|--eval|-p|-pe)$/ }],
  [/^perl[\d.]*$/, { language: undefined, code: /^-[a-zA-Z0-9]*[eE]$/, values: /^-[IM]$/ }],
  [/^(ruby[\d.]*|irb)$/, { language: undefined, code: /^-[a-zA-Z]*e$/, values: /^-[rI]$/ }],
  [/^php[\d.]*$/, { language: undefined, code: /^(-r|-B|-R|-E)$/, values: /^-[dcf]$/ }],
  [/^(lua|luajit)[\d.]*$/, { language: undefined, code: /^-e$/, values: /^-l$/ }],
  [
    /^(tclsh|wish|guile|julia|Rscript|R|groovy|elixir|erl|osascript|octave)$/,
    { language: undefined, code: /^(-e|-c|--eval|--execute)$/ },
  ],
];

export function interpreterOf(name: string | undefined): Interpreter | undefined {
  return name === undefined ? undefined : INTERPRETERS.find(([pattern]) => pattern.test(name))?.[1];
}

/** Code that an interpreter is given. */
export interface Spoken {
  readonly interpreter: Interpreter;
  readonly by: 'option' | 'file' | 'input';
  /** Undefined where nothing of it is known. */
  readonly code: Known | undefined;
  /** What follows: `$0`, `$1` … of a shell. */
  readonly given: readonly Known[];
}

/** Undefined for what is no interpreter, or gets no code that the script knows of. */
export function spokenTo(command: Command, around: Surroundings): Spoken | undefined {
  const interpreter = interpreterOf(command.name);
  if (interpreter === undefined) return undefined;
  const { words } = command;
  const known = command.known.slice(command.known.length - words.length);
  let wantsCode = false;
  let readsInput = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('--') && interpreter.code.test(word)) wantsCode = true;
    else if (/^--(eval|print|execute)$/.test(word) && interpreter.code.test(word)) wantsCode = true;
    else if (/^--(eval|print)=/.test(word) && interpreter !== SHELL)
      return { interpreter, by: 'option', code: { text: word.slice(word.indexOf('=') + 1) }, given: [] };
    else if (interpreter.values?.test(word) === true) at++;
    else if (/^-c./.test(word) && interpreter.language === 'python')
      return { interpreter, by: 'option', code: { text: word.slice(2) }, given: [] };
    else if (interpreter.language === undefined && /^-[eE]./.test(word))
      return { interpreter, by: 'option', code: { text: word.slice(2) }, given: [] };
    else if (word === '-' || /^-s$/.test(word)) readsInput = true;
    else if (/^[-+]./.test(word) && word !== HOLE) continue;
    else if (wantsCode) return { interpreter, by: 'option', code: known[at], given: known.slice(at + 1) };
    else if (readsInput) break;
    else return ofFile(interpreter, known[at] ?? { text: word }, known.slice(at + 1), around);
  }
  if (around.input === undefined && around.piped === undefined) return undefined;
  return { interpreter, by: 'input', code: around.input, given: [] };
}

function ofFile(interpreter: Interpreter, file: Known, given: readonly Known[], around: Surroundings): Spoken {
  if (file.text === '/dev/stdin') return { interpreter, by: 'input', code: around.input, given };
  const content = contentAt(file.text, around);
  return {
    interpreter,
    by: 'file',
    code: content ?? (file.from === undefined ? undefined : { text: HOLE, from: file.from }),
    given,
  };
}

/** A file that the script made, by its path from where the script is. */
export function contentAt(path: string, { fileAt, folder }: Surroundings): Known | undefined {
  return fileAt(inFolder(path, folder)) ?? fileAt(path.replace(/^\.\//, '')) ?? fileAt(path);
}

/** Shell code that the script knows, to be followed for what it prints. */
export function runnable(
  command: Command,
  around: Surroundings,
): { readonly code: string; readonly positional: readonly Known[] } | undefined {
  const spoken = spokenTo(command, around) ?? spokenByShebang(command, around);
  const code = spoken?.code?.text;
  if (spoken?.interpreter.language !== 'bash' || code === undefined || code === HOLE) return undefined;
  return { code, positional: spoken.by === 'option' ? spoken.given.slice(1) : spoken.given };
}

/** A program that is a text the script made: `./f`. */
export function spokenByShebang(command: Command, around: Surroundings): Spoken | undefined {
  const content = command.path.includes('/') ? contentAt(command.path, around) : undefined;
  if (content === undefined || command.known.length !== command.words.length) return undefined;
  const [line = ''] = content.text.split('\n', 1);
  const program = /^#!\s*(?:\S*\/env\s+(?:-\S+\s+)?)?(\S{1,100})/.exec(line.slice(0, 200))?.[1];
  const interpreter = program === undefined ? SHELL : interpreterOf(program.slice(program.lastIndexOf('/') + 1));
  return interpreter === undefined ? undefined : { interpreter, by: 'file', code: content, given: command.known };
}

export function isTold(code: Known | undefined): code is Known {
  return code !== undefined && code.text.replaceAll(HOLE, '').trim() !== '';
}

const MOST_VARIABLES = 40;

/** What of the script's variables a piece of shell code sees. */
export function seenBy(
  code: string,
  around: Surroundings,
  isExportedOnly: boolean,
  given: readonly Known[] = [],
): Record<string, string> | undefined {
  const names = new Set(
    [...code.matchAll(/\$\{?[!#]?([A-Za-z_]\w{0,100})/g)].map(([, name]) => name ?? '').slice(0, MOST_VARIABLES),
  );
  const seen: [string, string][] = [];
  for (const name of names) {
    const value = isExportedOnly && !around.isExported(name) ? undefined : around.variable(name);
    if (value !== undefined) seen.push([name, value]);
  }
  for (const [index, { text }] of given.slice(0, MOST_VARIABLES).entries())
    if (isWhole(text)) seen.push([String(index), text]);
  return seen.length === 0 ? undefined : Object.fromEntries(seen);
}
