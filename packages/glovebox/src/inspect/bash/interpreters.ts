import type { EvaluatedCode } from '../collect.ts';
import { HOLE } from '../resolve/value.ts';
import type { Known } from './known.ts';
import { interpreterOf, isTold, type Spoken, seenBy, spokenByShebang, spokenTo } from './spoken.ts';
import type { Command, CommandUse, Surroundings } from './uses.ts';
import { lineOf } from './wrappers.ts';

const LONGEST_SHOWN = 500;

/** A shell or another interpreter: the code it is given, or the program that it runs. */
export function interpreterUses(command: Command, around: Surroundings): CommandUse[] {
  const spoken = spokenTo(command, around);
  if (spoken === undefined) return startUses(command, around);
  if (spoken.by === 'file') return fileUses(command, spoken, around);
  const { code } = spoken;
  return [
    {
      capability: 'code.eval',
      target: isTold(code) ? code.text : undefined,
      arguments:
        spoken.by === 'input'
          ? { ...toldBy(code), ...(around.piped !== undefined && { piped: around.piped }) }
          : toldBy(code),
      evaluates: evaluated(spoken, around),
    },
    ...(isTold(code) ? withinText(spoken, code) : []),
  ];
}

function startUses(command: Command, around: Surroundings): CommandUse[] {
  const file = startupFile(command.words);
  const content = file === undefined ? undefined : around.fileAt(file);
  return [
    { capability: 'process.spawn', target: lineOf(command) },
    ...(content === undefined
      ? []
      : [
          {
            capability: 'code.eval' as const,
            target: content.text,
            evaluates: { language: 'bash' as const, code: content.text },
          },
        ]),
  ];
}

function startupFile(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^--(rcfile|init-file)$/.test(word));
  return at < 0 ? undefined : words[at + 1];
}

function fileUses(command: Command, spoken: Spoken, around: Surroundings): CommandUse[] {
  const { code } = spoken;
  const isSubstituted = command.words.some((word) => word.startsWith('/dev/fd/'));
  const arguments_ = toldBy(code);
  if (isSubstituted)
    return [
      {
        capability: 'code.eval',
        target: isTold(code) ? code.text : undefined,
        arguments: arguments_,
        evaluates: evaluated(spoken, around),
      },
    ];
  return [
    {
      capability: 'process.spawn',
      target: lineOf(command),
      arguments: arguments_,
      evaluates: evaluated(spoken, around),
    },
  ];
}

/** Where code comes from that its words do not show. */
export function toldBy(code: Known | undefined): Record<string, string> | undefined {
  if (code?.from === undefined && code?.decoder === undefined) return undefined;
  return {
    ...(code.from !== undefined && { from: code.from }),
    ...(code.decoder !== undefined && { decoded: code.text.slice(0, LONGEST_SHOWN) }),
  };
}

function evaluated(
  { interpreter: { language }, code, by, given }: Spoken,
  around: Surroundings,
): EvaluatedCode | undefined {
  if (language === undefined || !isTold(code)) return undefined;
  return {
    language,
    code: code.text,
    decoder: code.decoder,
    ...(language === 'bash' && {
      variables: seenBy(code.text, around, true, by === 'option' ? given : [{ text: HOLE }, ...given]),
    }),
  };
}

/** Command lines that code in a language without a grammar here hands to a shell, as far as they are constant. */
export function withinText({ interpreter: { language } }: Pick<Spoken, 'interpreter'>, code: Known): CommandUse[] {
  return language === undefined ? commandLinesIn(code) : [];
}

const MOST_LINES = 20;
const HANDED =
  /\b(?:system|exec|popen|passthru|shell_exec|execute|spawn|do shell script)\b\s*\(?\s*(?:"((?:[^"\\]|\\.){1,2000})"|'((?:[^'\\]|\\.){1,2000})')|`([^`]{1,2000})`|\bqx\s*[({/|]([^)}/|]{1,2000})[)}/|]/g;

export function commandLinesIn(code: Known): CommandUse[] {
  return [...code.text.slice(0, 20_000).matchAll(HANDED)]
    .slice(0, MOST_LINES)
    .map(([, double, single, tick, quoted]) => {
      const line = (double ?? single ?? tick ?? quoted ?? '').replace(/\\(["'\\])/g, '$1');
      return {
        capability: 'process.spawn',
        target: line,
        evaluates: { language: 'bash', code: line, decoder: code.decoder },
      };
    });
}

/** A file the script made and now runs by its name. */
export function ownProgramUses(command: Command, around: Surroundings): CommandUse[] | undefined {
  const spoken = spokenByShebang(command, around);
  return spoken === undefined ? undefined : fileUses(command, spoken, around);
}

export function isInterpreter(name: string): boolean {
  return interpreterOf(name) !== undefined;
}
