import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { check } from '../../examine/examine.ts';
import { sampleOfFiles } from '../../sample/compose.ts';
import { foreignEncoding } from './encoding.ts';

/** Nothing but comments to whoever reads it as it is written. */
const HIDDEN = (name: string, line = '\\u000a') =>
  `# -*- coding: ${name} -*-\nprint("seen")\n# ${line}print("hidden")\n`;

it('a source that Python reads as another program is told, and blocked', async () => {
  const code = HIDDEN('unicode_escape');
  // The control: to Python it is one.
  expect(
    spawnSync('python3', ['-c', 'import sys; exec(sys.stdin.buffer.read())'], { input: code }).stdout.toString(),
  ).toBe('seen\nhidden\n');
  const sample = sampleOfFiles([{ path: 'a.py', content: Buffer.from(code) }], { entry: 'a.py', language: 'python' });
  const report = await check(sample, { depth: 'quick' });
  expect(report.findings.map(({ rule }) => rule)).toEqual(['encoded-program', 'not-inspected']);
  expect(report.verdict.decision).toBe('block');
});

it.each(['utf-7', 'raw_unicode_escape', 'rot13', 'UTF_16', 'hz', 'iso2022_jp', 'punycode', 'mine'])(
  'so is %s',
  (name) => {
    expect(foreignEncoding(HIDDEN(name))).toBe(name);
    expect(foreignEncoding(`#!/usr/bin/python3\n# vim: set fileencoding=${name} :\n`)).toBe(name);
  },
);

it('an encoding in which a quote may be half a letter, where there are such letters', () => {
  expect(foreignEncoding('# coding: shift_jis\nx = "あ"\n')).toBe('shift_jis');
  expect(foreignEncoding('# coding: shift_jis\nx = "a"\n')).toBeUndefined();
});

it.each([
  'utf-8',
  'UTF8',
  'utf_8_sig',
  'latin-1',
  'latin1',
  'iso-8859-15',
  'ISO_8859_1',
  'ascii',
  'us-ascii',
  'cp1252',
  'windows-1251',
  'koi8-r',
  'euc_jp',
])('what reads the same is none: %s', (name) => expect(foreignEncoding(HIDDEN(name))).toBeUndefined());

it('nor what stands further down, or says nothing', () => {
  expect(foreignEncoding('#\n#\n# coding: utf-7\n')).toBeUndefined();
  expect(foreignEncoding('x = "coding: utf-7"\n')).toBeUndefined();
});
