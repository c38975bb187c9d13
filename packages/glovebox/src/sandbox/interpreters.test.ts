import { expect, test } from 'vitest';
import { GloveboxError } from '../error.ts';
import { LANGUAGES } from '../sample/sample.ts';
import { agentArgv, findInterpreter } from './interpreters.ts';

test('every language with an interpreter has a command that starts its agent from the guest folder', () => {
  for (const language of LANGUAGES.filter((one) => one !== 'wasm')) {
    const argv = agentArgv(language, '/usr/bin/it');
    expect(argv[0]).toBe('/usr/bin/it');
    expect(argv.some((argument) => argument.startsWith('/glovebox/'))).toBe(true);
  }
});

test('an interpreter that is not there is an error naming what was tried and the remedy', () => {
  const find = () => findInterpreter('python', '/nowhere/python3');
  expect(find).toThrow(GloveboxError);
  expect(find).toThrow('/nowhere/python3');
});
