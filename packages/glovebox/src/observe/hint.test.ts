import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHint } from './hint.ts';

const line = (...fields: string[]) => `${fields.join('\x1f')}\n`;

describe('a hint', () => {
  test('carries capability, operation, target, place and values', () => {
    const text = line('H', '2', '3', 'code.eval', 'exec', '<string>', '/work/a.py', '7', 'code=a\\nb\\\\c\\u');
    expect(parseHint(text)).toEqual({
      kind: 'hint',
      pid: 2,
      tid: 3,
      capability: 'code.eval',
      operation: 'exec',
      target: '<string>',
      file: '/work/a.py',
      line: 7,
      values: { code: 'a\nb\\c\x1f' },
    });
  });

  test('has no source where no frame is the sample’s', () => {
    expect(parseHint(line('H', '2', '2', 'file.read', 'open', '/etc/passwd', '', ''))).not.toHaveProperty('file');
  });

  test('is read from bytes that are not UTF-8', () => {
    const bytes = Buffer.from(line('H', '2', '2', 'file.read', 'open', '/work/\xff', '', ''), 'latin1');
    expect(parseHint(bytes)).toMatchObject({ target: '/work/\ufffd' });
  });

  test('with an unknown capability or a missing field is none', () => {
    expect(parseHint(line('H', '2', '2', 'file.fly', 'open', '/x', '', ''))).toBeUndefined();
    expect(parseHint(line('H', '2', '2', 'file.read', 'open'))).toBeUndefined();
    expect(parseHint(line('H', 'two', '2', 'file.read', 'open', '/x', '', ''))).toBeUndefined();
  });

  test('cannot name a value after a property of objects', () => {
    const parsed = parseHint(line('H', '2', '2', 'file.read', 'open', '/x', '', '', '__proto__=1', 'to=2'));
    expect(parsed).toMatchObject({ values: { to: '2' } });
  });
});

test('begin, lines, error and trace are told apart', () => {
  expect(parseHint('B\x1f5')).toEqual({ kind: 'begin', pid: 5 });
  expect(parseHint(line('L', '/work/a.py', '1', '1,3-5,x,9-2,0'))).toEqual({
    kind: 'lines',
    file: '/work/a.py',
    complete: true,
    lines: [
      [1, 1],
      [3, 5],
    ],
  });
  expect(parseHint(line('X', '5', 'ValueError', 'no\\nway'))).toEqual({
    kind: 'error',
    pid: 5,
    name: 'ValueError',
    message: 'no\nway',
  });
  expect(parseHint(line('TT', '5', '/work/a.sh', '4', "echo '\\n'"))).toEqual({
    kind: 'trace',
    pid: 5,
    depth: 2,
    file: '/work/a.sh',
    line: 4,
    command: "echo '\\n'",
  });
});

test('no line makes the decoder throw or grow without bound', () => {
  const field = fc.oneof(fc.string(), fc.constantFrom('1', '1-999999,1-999999', 'file.read', '\\', 'code='));
  const text = fc
    .tuple(fc.constantFrom('B', 'H', 'L', 'X', 'T', 'TT', ''), fc.array(field))
    .map((all) => all.flat().join('\x1f'));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), (input) => {
      const size = JSON.stringify(parseHint(input) ?? '').length;
      expect(size).toBeLessThan(12 * input.length + 8 * 50_000);
    }),
  );
});
