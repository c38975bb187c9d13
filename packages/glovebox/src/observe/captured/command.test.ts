import { describe, expect, it } from 'vitest';
import { handedTo, languageOfFile } from './command.ts';

describe('what a started program is given to run', () => {
  it.each([
    [['sh', '-c', 'id -u'], 'bash', 'id -u'],
    [['/bin/bash', '-o', 'pipefail', '-ec', 'id', 'name'], 'bash', 'id'],
    [['python3.12', '-I', '-c', 'import os'], 'python', 'import os'],
    [['python3', '-cprint(1)'], 'python', 'print(1)'],
    [['node', '--require', './a.js', '-e', 'f()'], 'javascript', 'f()'],
    [['node', '--eval=f()'], 'javascript', 'f()'],
    [['perl', '-e', 'system("id")'], 'other', 'system("id")'],
  ])('%j is code', (argv, language, code) => {
    expect(handedTo(argv, '')).toMatchObject({ language, code });
  });

  it.each([
    [['bash', '-x', '/tmp/a', '-c'], '/tmp/a'],
    [['python3', '-W', 'ignore', 'a.py'], 'a.py'],
  ])('%j is a file', (argv, path) => {
    expect(handedTo(argv, '')).toMatchObject({ path });
  });

  it('is nothing for a program that runs no code, or reads its input', () => {
    expect(handedTo(['grep', '-c', 'a'], '/bin/grep')).toBeUndefined();
    expect(handedTo(['bash', '-s'], '/bin/bash')).toBeUndefined();
    expect(handedTo(['python3', '-'], '/usr/bin/python3')).toBeUndefined();
  });

  it('goes by the program where it is called by another name', () => {
    expect(handedTo(['-innocent', '-c', 'id'], '/usr/bin/bash')).toMatchObject({ by: 'bash', code: 'id' });
  });
});

describe('the language of a file', () => {
  it.each([
    ['/tmp/a.py', '', 'python3', 'python'],
    ['/tmp/a', '#!/usr/bin/env python3\n', '/tmp/a', 'python'],
    ['/tmp/a', '#!/bin/sh\n', '/tmp/a', 'bash'],
    ['/tmp/a', 'id\n', '/tmp/a', 'bash'],
    ['/tmp/a', 'f()', 'node', 'javascript'],
    ['/tmp/a', '#!/usr/bin/awk -f\n', '/tmp/a', 'other'],
  ])('%s that begins with %j and is asked for by %s is %s', (path, text, asked, language) => {
    expect(languageOfFile(path, text, asked).language).toBe(language);
  });
});
