import type { EvaluatedCode } from '../collect.ts';

/** A program that reads code from the word after an option, or from its input. */
interface Interpreter {
  readonly program: RegExp;
  readonly option: RegExp;
  readonly language: EvaluatedCode['language'];
}

const INTERPRETERS: readonly Interpreter[] = [
  { program: /^(ba|da|k|z|a)?sh$/, option: /^-\w*c$/, language: 'bash' },
  { program: /^(python|pypy)[\d.]*$/, option: /^-\w*c$/, language: 'python' },
  { program: /^(node|nodejs|bun|deno)$/, option: /^(-e|--eval|-p|--print|-pe|eval)$/, language: 'javascript' },
];

/** By the path of a program, or by a command that begins with one. */
export function interpreterOf(program: string | undefined): Interpreter | undefined {
  const name = program?.trim().split(/\s/, 1)[0]?.replace(/^.*\//, '') ?? '';
  return INTERPRETERS.find((interpreter) => interpreter.program.test(name));
}

/** A word as a shell reads it back; a home that was looked up, and what is not known, are left to be seen as such. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,~{}…-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
