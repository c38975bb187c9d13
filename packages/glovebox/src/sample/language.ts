import { extname } from 'node:path';
import type { Language } from './sample.ts';

/** Names of languages as `--language` takes them; the type keeps it in step with `LANGUAGES` without loading its schema. */
const LANGUAGE_NAMES: Record<Language, true> = {
  python: true,
  javascript: true,
  typescript: true,
  bash: true,
  wasm: true,
};

export const LEGAL_LANGUAGES = Object.keys(LANGUAGE_NAMES) as readonly Language[];

const LANGUAGE_OF_EXTENSION: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.pyw': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'typescript',
  '.sh': 'bash',
  '.bash': 'bash',
  '.wasm': 'wasm',
};

/** Interpreter names as a shebang line has them, versions aside. */
const LANGUAGE_OF_INTERPRETER: Readonly<Record<string, Language>> = {
  python: 'python',
  pypy: 'python',
  node: 'javascript',
  nodejs: 'javascript',
  'ts-node': 'typescript',
  tsx: 'typescript',
  bash: 'bash',
  sh: 'bash',
  dash: 'bash',
};

export function languageOfName(path: string): Language | undefined {
  return LANGUAGE_OF_EXTENSION[extname(path).toLowerCase()];
}

/** The same for what is text; undefined for a module of machine code as well. */
export function sourceLanguageOf(path: string): Exclude<Language, 'wasm'> | undefined {
  const language = languageOfName(path);
  return language === 'wasm' ? undefined : language;
}

/** The language of `#!/usr/bin/env -S python3 -u` and its like. */
export function languageOfShebang(source: string): Language | undefined {
  const words = /^#!\s*(.+)/.exec(source)?.[1]?.trim().split(/\s+/);
  if (words === undefined) return undefined;
  const usesEnv = words[0]?.endsWith('/env') ?? false;
  const program = usesEnv ? words.slice(1).find((word) => !word.startsWith('-') && !word.includes('=')) : words[0];
  const name = program
    ?.split('/')
    .at(-1)
    ?.replace(/[\d.]+$/, '');
  return name === undefined ? undefined : LANGUAGE_OF_INTERPRETER[name];
}
