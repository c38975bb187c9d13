import { describe, expect, it } from 'vitest';
import { changeOf } from './change.fixture.ts';
import { guardedBy } from './guarded.ts';
import { declaredBy } from './manifests.ts';
import { isBroughtIn, pathOf } from './places.ts';

describe('what a change does to that by which it is judged', () => {
  it.each([
    ['glovebox.policy.yaml', 'thresholds: { review: 90 }\n', 'thresholds.review: 90'],
    [
      'services/a/glovebox.policy.yaml',
      'permit:\n  network.connect: [x.example]\n',
      'permit.network.connect[]: x.example',
    ],
    ['.glovebox/allowed_signers', 'me@x.example ssh-ed25519 AAAA\n', 'me@x.example ssh-ed25519 AAAA'],
    ['.glovebox/revoked_keys', '# none\nSHA256:x\n', 'SHA256:x'],
    ['CODEOWNERS', '* @me\n', '* @me'],
    [
      '.github/workflows/ci.yml',
      'jobs:\n  a:\n    steps:\n      - run: glovebox --version\n',
      'jobs.a.steps[].run: glovebox --version',
    ],
    ['.husky/pre-commit', 'glovebox gate --staged || true\n', 'glovebox gate --staged || true'],
  ])('%s is told with its lines, and needs a person', async (path, text, said) => {
    const { added, concerns } = await guardedBy(changeOf({}, { [path]: text }));
    expect(added.map(({ target }) => target)).toContain(said);
    expect(added.every(({ kind, file }) => kind === 'policy' && file === path)).toBe(true);
    expect(concerns).toMatchObject([{ kind: 'gate-changed', file: path }]);
  });

  it.each([
    ['.github/workflows/ci.yml', 'jobs: { a: { steps: [{ run: make }] } }\n'],
    ['.gitattributes', '*.min.js linguist-generated\n'],
  ])('%s without a word of the gate is told and no more', async (path, text) => {
    const { added, concerns } = await guardedBy(changeOf({}, { [path]: text }));
    expect(added.length).toBeGreaterThan(0);
    expect(concerns).toEqual([]);
  });

  it('the gate that is taken out of a build needs a person', async () => {
    const path = '.github/workflows/ci.yml';
    const change = changeOf({ [path]: 'jobs: { a: { uses: x/glovebox@v1 } }\n' }, { [path]: 'jobs: {}\n' });
    const { removed, concerns } = await guardedBy(change);
    expect(removed).toMatchObject([{ target: 'jobs.a.uses: x/glovebox@v1', line: 1 }]);
    expect(concerns).toHaveLength(1);
  });

  it('other files decide nothing', async () => {
    expect(await guardedBy(changeOf({}, { 'src/policy.py': 'x\n', 'a.yaml': 'b: c\n' }))).toEqual({
      added: [],
      removed: [],
      concerns: [],
    });
  });
});

it('packages that a manifest declares anew, or no more, are told with their line', async () => {
  const before = { 'package.json': '{\n "dependencies": {\n  "left-pad": "1"\n }\n}\n', 'requirements.txt': 'flask\n' };
  const now = {
    'package.json': '{\n "dependencies": {\n  "right-pad": "1"\n }\n}\n',
    'requirements.txt': 'flask\nrich==1\n',
  };
  const { added, removed } = await declaredBy(changeOf(before, now));
  expect(added.map(({ target, file, line }) => [target, file, line])).toEqual([
    ['right-pad', 'package.json', 3],
    ['rich', 'requirements.txt', 2],
  ]);
  expect(removed.map(({ target, line }) => [target, line])).toEqual([['left-pad', 3]]);
});

it('a file is judged by the rules of where it lies, whatever signs are in its name', () => {
  const files = ['tests#/main.py'];
  expect(pathOf({ name: 'tests#/main.py', status: 'added', files })).toBe('tests#/main.py');
  expect(pathOf({ name: 'ci.yml#a', status: 'modified', files: ['ci.yml'] })).toBe('ci.yml');
  expect(pathOf({ name: 'main.py', status: 'unchanged', files })).toBe('main.py');
});

it.each([
  ['tests/a.py', 'src/a.py', true],
  ['examples/x/a.py', 'x/a.py', true],
  ['src/a.py', 'conftest.py', true],
  ['src/conftest.py', 'lib/conftest.py', false],
  ['src/a.py', 'lib/a.py', false],
  ['tests/a.py', 'tests/b.py', false],
  ['src/a.py', 'tests/a.py', false],
])('a file that moves from %s to %s is brought in: %s', (from, to, is) => {
  const { changes } = changeOf({ [from]: 'x' }, { [to]: 'x' }, { [from]: to });
  expect(isBroughtIn(to, changes)).toBe(is);
});
