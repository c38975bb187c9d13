import { BASH } from './bash.ts';
import { BASH_VARIANTS } from './bash-variants.ts';
import { JAVASCRIPT } from './javascript.ts';
import { JAVASCRIPT_VARIANTS } from './javascript-variants.ts';
import type { Pair } from './pair.ts';
import { PYTHON } from './python.ts';
import { PYTHON_CODE } from './python-code.ts';
import { PYTHON_NETWORK } from './python-network.ts';
import { PYTHON_PLACES } from './python-places.ts';

/** A risky program and its twin. */
export interface Twin {
  readonly id: string;
  readonly language: 'python' | 'javascript' | 'bash';
  readonly risky: string;
  readonly twin: string;
}

export const TWINS: readonly Twin[] = [
  ...[...PYTHON, ...PYTHON_NETWORK, ...PYTHON_PLACES, ...PYTHON_CODE].map((pair) => twinOf('python', pair)),
  ...[...JAVASCRIPT, ...JAVASCRIPT_VARIANTS].map((pair) => twinOf('javascript', pair)),
  ...[...BASH, ...BASH_VARIANTS].map((pair) => twinOf('bash', pair)),
];

/** The marks §0 to §9 of the program are filled with what is risky, then with what is not. */
function twinOf(language: Twin['language'], [id, program, risky, harmless]: Pair): Twin {
  const filled = (values: readonly string[]) =>
    `${program.trim()}\n`.replace(/§(\d)/g, (_, number: string) => values[Number(number)] ?? '');
  return { id: `${language}/${id}`, language, risky: filled(risky), twin: filled(harmless) };
}
