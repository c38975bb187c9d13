import { expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import { namedAnew } from '../gate/named.ts';
import { sampleOfFiles } from '../sample/compose.ts';
import { linesIn } from './lines.ts';

function python(code: string) {
  return sampleOfFiles([{ path: 'a.py', content: Buffer.from(code) }], { entry: 'a.py', language: 'python' });
}

async function written(code: string): Promise<(string | undefined)[]> {
  const { findings } = await check(python(code), { depth: 'quick' });
  expect(findings).not.toEqual([]);
  return findings.map((finding) => finding.written);
}

it('what a carriage return brings in front of an accepted line is not taken for that', async () => {
  const accepted = await written('import os, sys\npass\nos.system(sys.argv[1])\n');
  const other = await written('import os, sys\npass #\ros.system(input()); """\nos.system(sys.argv[1])\n"""\n');
  expect(accepted.filter((one) => other.includes(one))).toEqual([]);
});

it('a call that a carriage return puts behind a definition names a function anew', () => {
  const [base, head] = ['def idle():\n  pass\n', 'def idle():\n  pass\ndef f(): pass\ridle()\n'].map(python);
  expect(head && base && namedAnew(head, base)('idle')).toBe(true);
});

it('lines are those that a grammar counts', () => {
  expect(linesIn('a.py', 'a\rb\r\nc')).toEqual(['a', 'b', 'c']);
  expect(linesIn('a', 'a\rb', 'python')).toEqual(['a', 'b']);
  expect(linesIn('a.js', 'a\rb\r\nc')).toEqual(['a\rb', 'c']);
});
