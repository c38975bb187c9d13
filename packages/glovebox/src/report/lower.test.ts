import { expect, it } from 'vitest';
import { renderLower } from './lower.ts';
import { styleFor } from './style.ts';

const STYLE = styleFor(false);
const VERDICT = { decision: 'block', risk: 100, reasons: [] } as const;

it('each sentence has a line of its own, the first says what they are about', () => {
  const lower = ['Without secret-sent at a.py:33 the risk would be 31 (review).', 'Or have somebody accept it.'];
  expect(renderLower({ ...VERDICT, reasons: [], lower }, STYLE)).toBe(
    '  lower  Without secret-sent at a.py:33 the risk would be 31 (review).\n         Or have somebody accept it.',
  );
});

it('says nothing where there is nothing to lower', () => {
  expect(renderLower({ ...VERDICT, reasons: [] }, STYLE)).toBe('');
});

it('a file’s name can neither command the terminal, begin a line, nor fill the screen', () => {
  const lower = [`Without it at a\u001b[2J\nALLOW  risk 0\u202e.py:1${'x'.repeat(5_000)}`];
  const text = renderLower({ ...VERDICT, reasons: [], lower }, STYLE);
  expect(text).toContain('a\\e[2J\\nALLOW  risk 0\\u202e.py');
  expect(text.split('\n')).toHaveLength(1);
  expect(text.length).toBeLessThan(350);
});
