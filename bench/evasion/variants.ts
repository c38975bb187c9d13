import * as shCommands from './bash/commands.ts';
import * as shLayout from './bash/layout.ts';
import * as shWords from './bash/words.ts';
import * as jsCalls from './javascript/calls.ts';
import * as jsLayout from './javascript/layout.ts';
import * as jsNames from './javascript/names.ts';
import * as jsStrings from './javascript/strings.ts';
import { type Rewrite, type RewrittenLanguage, readProgram } from './program.ts';
import * as pyCalls from './python/calls.ts';
import * as pyLayout from './python/layout.ts';
import * as pyNames from './python/names.ts';
import * as pyStrings from './python/strings.ts';

export const VARIANTS = [
  'suppression-comments',
  'base64-exec',
  'getattr-chains',
  'string-splitting',
  'renaming',
  'dead-code',
  'nesting',
  'alternate-imports',
  'encoded-paths',
  'globals-look-up',
  'unicode-escapes',
  'variable-splitting',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** What each way means in each language. A shell has neither attributes nor imports: its commands take their place. */
const REWRITES: Record<Variant, Record<RewrittenLanguage, Rewrite>> = {
  'suppression-comments': { python: pyLayout.suppress, bash: shLayout.suppress, javascript: jsLayout.suppress },
  'base64-exec': {
    python: pyLayout.encodeAndExecute,
    bash: shLayout.encodeAndExecute,
    javascript: jsLayout.encodeAndExecute,
  },
  'getattr-chains': {
    python: pyCalls.throughGetattr,
    bash: shCommands.throughVariable,
    javascript: jsCalls.throughBrackets,
  },
  'string-splitting': { python: pyStrings.splitStrings, bash: shWords.splitWords, javascript: jsStrings.splitStrings },
  renaming: { python: pyNames.rename, bash: shCommands.rename, javascript: jsNames.rename },
  'dead-code': { python: pyLayout.addDeadCode, bash: shLayout.addDeadCode, javascript: jsLayout.addDeadCode },
  nesting: { python: pyLayout.nest, bash: shLayout.nest, javascript: jsLayout.nest },
  'alternate-imports': {
    python: pyCalls.importOtherwise,
    bash: shCommands.callOtherwise,
    javascript: jsCalls.importOtherwise,
  },
  'encoded-paths': { python: pyStrings.encodePlaces, bash: shWords.encodePlaces, javascript: jsStrings.encodePlaces },
  'globals-look-up': {
    python: pyCalls.throughGlobals,
    bash: shCommands.throughIndirection,
    javascript: jsCalls.throughGlobal,
  },
  'unicode-escapes': {
    python: pyStrings.escapeCharacters,
    bash: shWords.escapeCharacters,
    javascript: jsStrings.escapeCharacters,
  },
  'variable-splitting': {
    python: pyStrings.splitIntoVariables,
    bash: shWords.splitIntoVariables,
    javascript: jsStrings.splitIntoVariables,
  },
};

/** The program in every way that it can be rewritten in; what it does stays the same. Nothing for what does not parse. */
export async function variantsOf(language: RewrittenLanguage, text: string): Promise<Map<Variant, string>> {
  const program = await readProgram(language, text);
  if (program === undefined) return new Map();
  return new Map(
    VARIANTS.flatMap((variant) => {
      const rewritten = REWRITES[variant][language](program);
      return rewritten === undefined || rewritten === text ? [] : [[variant, rewritten] as const];
    }),
  );
}
