import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NAMES as NPM } from './known/npm.ts';
import { NAMES as PYPI } from './known/pypi.ts';
import { knownList } from './list.ts';

describe('a list of known packages', () => {
  it('is made from names, or from a table whose first column has them', () => {
    expect(knownList('npm', 'react\t1.0\t999\n@scope/name\r\nreact\n')).toEqual(['react', '@scope/name']);
  });

  it('has names as their registry compares them', () => {
    expect(knownList('pypi', 'Zope.Interface\nzope_interface\nruamel.yaml\n')).toEqual([
      'zope-interface',
      'ruamel-yaml',
    ]);
  });

  it('takes nothing that is no name', () => {
    expect(knownList('npm', 'a b\n$(x)\n../x\n\n@a/b/c\nUPPER\nok\n')).toEqual(['ok']);
  });

  it('is bounded', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `name-${index}`).join('\n');
    expect(knownList('pypi', names)).toHaveLength(9_000);
  });

  it('is shipped for both, as the script writes it and in under 300 kB', () => {
    expect(knownList('npm', NPM).join('\n')).toBe(NPM.trim());
    expect(knownList('pypi', PYPI).join('\n')).toBe(PYPI.trim());
    const sizes = ['npm', 'pypi'].map((name) => statSync(join(import.meta.dirname, `known/${name}.ts`)).size);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(300_000);
  });
});
