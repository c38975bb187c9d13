/** What a user can import: a change to it is seen here, and each name says what it is. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import * as aiSdk from './adapters/ai-sdk.ts';
import * as langchain from './adapters/langchain.ts';
import * as library from './index.ts';

const HERE = import.meta.dirname;
const DECLARED = /^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:async )?(function|interface|type|const|class) NAME\b/m;

interface Exported {
  readonly name: string;
  readonly kind: string;
  readonly docstring: string | undefined;
}

/** The names that the index re-exports, as they are declared. */
function exported(): Exported[] {
  const index = readFileSync(join(HERE, 'index.ts'), 'utf8');
  const lists = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';$/gm)];
  expect(lists.map(([line]) => line)).toEqual(index.trim().split(/(?<=;)\n/));
  return lists.flatMap(([, names = '', from = '']) => {
    const text = readFileSync(join(HERE, dirname(from), from.split('/').at(-1) ?? ''), 'utf8');
    return names
      .split(/,\s*/)
      .map((one) => one.trim().replace(/^type /, ''))
      .filter((one) => one !== '')
      .map((one) => declaration(one, text));
  });
}

function declaration(written: string, text: string): Exported {
  const [declared = '', name = declared] = written.split(' as ');
  const found = new RegExp(DECLARED.source.replace('NAME', declared), 'm').exec(text);
  if (found === null) throw new Error(`${declared} is exported and not declared where it is exported from`);
  return { name, kind: found[2] ?? '', docstring: found[1] };
}

it('has these names, of these kinds', () => {
  expect(
    exported()
      .map(({ name, kind }) => `${kind} ${name}`)
      .sort(),
  ).toMatchSnapshot();
  expect(
    exported()
      .filter(({ kind }) => /function|const|class/.test(kind))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(library).sort());
});

it('says of every name what it is', () => {
  expect(
    exported()
      .filter(({ docstring }) => docstring === undefined)
      .map(({ name }) => name),
  ).toEqual([]);
});

it('makes tools for agents in parts of their own', () => {
  expect([Object.keys(aiSdk), Object.keys(langchain)]).toEqual([['gloveboxTools'], ['gloveboxTools']]);
});
