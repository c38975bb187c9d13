import { expect, it } from 'vitest';
import { caseOf } from './eval.fixture.ts';
import { withTests } from './tests.ts';

const CHECK = 'def check(candidate):\n    assert candidate(1) == 2\n';
const python = (code: string, tests: string, known = {}) => withTests(caseOf(code, { tests, ...known }));

it('`check(candidate)` is given the function that documentation shows, the corpus names, or that is last', () => {
  const code =
    'def plain(n):\n    return n\n\ndef double(n):\n    """\n    >>> double(1)\n    2\n    """\n    return n * 2\n';
  expect(python(`${code}\ndef late():\n    pass\n`, CHECK)).toMatch(/\ncheck\(double\)\n$/);
  expect(python(code.replace('>>> double', 'double'), CHECK, { entry_point: 'plain' })).toMatch(/\ncheck\(plain\)\n$/);
  expect(python('def one():\n    pass\n\ndef two():\n    pass\n', CHECK)).toMatch(/\ncheck\(two\)\n$/);
});

it('what begins by itself is not begun twice', () => {
  expect(python('def f():\n    pass\n', `${CHECK}\ncheck(f)\n`).match(/^check\(/gm)).toHaveLength(1);
  const unit = 'import unittest\nclass T(unittest.TestCase):\n    pass\n';
  expect(python('', unit)).toMatch(/\n {4}unittest\.main\(\)\n$/);
  expect(python('', `${unit}unittest.main()\n`).match(/unittest\.main\(/g)).toHaveLength(1);
});

it('statements follow the program as they are, in any language', () => {
  expect(python('x = 1', 'assert x == 1')).toBe('x = 1\n\nassert x == 1\n');
  const javascript = withTests(caseOf('let x;', { language: 'javascript', tests: 'def check(a):\n' }));
  expect(javascript).toBe('let x;\n\ndef check(a):\n\n');
  expect(withTests(caseOf('x = 1'))).toBe('x = 1');
});
