import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import type { Grammar } from './grammar.ts';

const WASM: Record<Grammar, string> = {
  python: '@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm',
  javascript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm',
  typescript: '@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
  tsx: '@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm',
  bash: '@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm',
};

const resolve = createRequire(import.meta.url).resolve;
const loading = new Map<Grammar, Promise<Parser>>();
const loaded = new Map<Grammar, Parser>();
let started: Promise<void> | undefined;

/** The parser of a grammar, loaded when first asked for and kept. It reads text and never runs it. */
export function parserFor(grammar: Grammar): Promise<Parser> {
  const known = loading.get(grammar) ?? load(grammar);
  loading.set(grammar, known);
  return known;
}

/** The parser of a grammar that something was parsed with before. */
export function loadedParser(grammar: Grammar): Parser | undefined {
  return loaded.get(grammar);
}

async function load(grammar: Grammar): Promise<Parser> {
  started ??= Parser.init();
  // The file is read while the engine starts.
  const [bytes] = await Promise.all([readFile(resolve(WASM[grammar])), started]);
  const parser = new Parser();
  parser.setLanguage(await Language.load(bytes));
  loaded.set(grammar, parser);
  return parser;
}
