import type { Case } from './corpus.ts';

/** Tests of this kind define and do not begin. */
interface Beginning {
  readonly needs: RegExp;
  /** Where it is there, they begin by themselves. */
  readonly unless: RegExp;
  readonly begin: (examined: Case) => string;
}

/** How the tests of Python's corpora are begun. */
const BEGINNINGS: readonly Beginning[] = [
  {
    needs: /^class \w+\((?:unittest\.)?TestCase\):/m,
    unless: /^[ \t]*unittest\.main\(/m,
    begin: () => "if __name__ == '__main__':\n    import unittest\n    unittest.main()",
  },
  { needs: /^def check\(\w+\):/m, unless: /^check\(/m, begin: (examined) => `check(${testedFunction(examined)})` },
];

/**
 * The program with its own tests after it, each corpus' as they are written there: assertions, `check(candidate)`, `TestCase`,
 * statements that throw. The program alone where it has none. Nothing is run here.
 */
export function withTests(examined: Case): string {
  const { code, tests, language } = examined;
  if (tests === undefined) return code;
  const begins = BEGINNINGS.filter(
    ({ needs, unless }) => language === 'python' && needs.test(tests) && !unless.test(tests),
  );
  return `${[code, tests, ...begins.map(({ begin }) => begin(examined))].join('\n\n')}\n`;
}

/** The one that the corpus names, the one that its documentation calls, or the last there is. */
function testedFunction({ code, entry_point: named }: Case): string {
  if (named !== undefined) return named;
  const defined = [...code.matchAll(/^(?:async )?def (\w+)\(/gm)].map(([, name = '']) => name);
  const shown = new Set([...code.matchAll(/^[ \t]*>>> (\w+)\(/gm)].map(([, name = '']) => name));
  return defined.find((name) => shown.has(name)) ?? defined.at(-1) ?? 'None';
}
