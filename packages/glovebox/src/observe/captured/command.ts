import type { CodeLanguage } from './captured.ts';

interface Interpreter {
  readonly names: RegExp;
  readonly language: CodeLanguage;
  /** An option, or letters with this one as the last, whose value is code. */
  readonly code?: RegExp;
  /** The same with the code in one word. */
  readonly joined?: RegExp;
  /** Options whose value is no code and no file. */
  readonly values?: RegExp;
}

const INTERPRETERS: readonly Interpreter[] = [
  {
    names: /^(?:ba|da|z|k|a)?sh$/,
    language: 'bash',
    code: /^-[a-zA-Z]{0,20}c[a-zA-Z]{0,20}$/,
    values: /^(?:[-+][oO]|--rcfile|--init-file)$/,
  },
  {
    names: /^(?:python|pypy)[\d.]{0,8}$/,
    language: 'python',
    code: /^-[a-zA-Z]{0,20}c$/,
    joined: /^-c(.+)$/s,
    values: /^-[WX]$/,
  },
  {
    names: /^(?:node|nodejs|bun|deno)$/,
    language: 'javascript',
    code: /^(?:-e|--eval|-p|--print|-pe|eval)$/,
    joined: /^--(?:eval|print)=(.+)$/s,
    values: /^(?:-r|--require|--import|--loader)$/,
  },
  {
    names: /^(?:perl|ruby|lua|php)[\d.]{0,8}$/,
    language: 'other',
    code: /^-[a-zA-Z0-9]{0,20}[eEr]$/,
    values: /^-[IMd]$/,
  },
];

/** What a started program is given to run: a text, or the path of a file. */
export interface Handed {
  readonly language: CodeLanguage;
  /** The program's name, without its folder. */
  readonly by: string;
  readonly code?: string;
  readonly path?: string;
}

/** Undefined for what is no interpreter, or is given nothing: it reads its input then. */
export function handedTo(argv: readonly string[], program: string): Handed | undefined {
  const found = interpreterOf(argv[0] ?? '') ?? interpreterOf(program);
  if (found === undefined) return undefined;
  const { interpreter, by } = found;
  const { language } = interpreter;
  let wantsCode = false;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const joined = interpreter.joined?.exec(word)?.[1];
    if (joined !== undefined && !interpreter.code?.test(word)) return { language, by, code: joined };
    if (interpreter.code?.test(word)) wantsCode = true;
    else if (interpreter.values?.test(word)) at++;
    else if (/^[-+]./.test(word)) continue;
    else if (word === '-') return undefined;
    else return wantsCode ? { language, by, code: word } : { language, by, path: word };
  }
  return undefined;
}

export function interpreterOf(path: string): { interpreter: Interpreter; by: string } | undefined {
  const by = path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');
  const interpreter = INTERPRETERS.find(({ names }) => names.test(by));
  return interpreter === undefined ? undefined : { interpreter, by };
}

const ENDINGS: Readonly<Record<string, CodeLanguage>> = {
  py: 'python',
  pyw: 'python',
  pyc: 'python',
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  cts: 'typescript',
  mts: 'typescript',
  sh: 'bash',
  bash: 'bash',
};

/** What a file is written in, by its first line or its name; `asked` is the program that reads it. */
export function languageOfFile(path: string, text: string, asked: string): { language: CodeLanguage; by: string } {
  const program = /^#!\s*(?:\S{1,100}\/env\s+(?:-S\s+)?)?(\S{1,100})/.exec(text.slice(0, 300))?.[1];
  const reader = interpreterOf(asked) ?? interpreterOf(program ?? '');
  const byName = ENDINGS[/\.([a-z]{2,4})$/.exec(path)?.[1] ?? ''];
  const language = byName ?? reader?.interpreter.language ?? (program === undefined ? 'bash' : 'other');
  return { language, by: reader?.by ?? language };
}
