import { expect, it } from 'vitest';
import type { Unwrapped } from '../inspect/site.ts';
import { renderInner } from './inner.ts';

const layer = (parts: Partial<Unwrapped>): Unwrapped => ({
  language: 'python',
  by: 'exec',
  code: 'x',
  line: 1,
  ...parts,
});

it('shows each layer of code inside code, the outermost first', () => {
  const lines = renderInner({
    inner: [
      layer({ decoder: 'base64.b64decode', code: 'import os\nos.system("id")', line: 2, text: 'os.system("id")' }),
      layer({ language: 'bash', by: 'os.system', text: 'id' }),
    ],
  });
  expect(lines).toEqual([
    '└ python that exec is given from base64.b64decode, line 2: os.system("id")',
    '└ bash that os.system is given, line 1: id',
  ]);
  expect(renderInner({})).toEqual([]);
});

it('lets no inner code speak to the terminal', () => {
  expect(renderInner({ inner: [layer({ text: '\u001b[2J\u202e' })] })[0]).toContain('\\e[2J\\u202e');
});

it('keeps the innermost of many layers', () => {
  const inner = Array.from({ length: 20 }, (_, index) => layer({ line: index + 1 }));
  const lines = renderInner({ inner });
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([7, '└ … 14 more layers', expect.stringContaining('line 20')]);
});
