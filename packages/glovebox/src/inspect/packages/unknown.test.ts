import { describe, expect, it } from 'vitest';
import { processorMs } from '../clock.fixture.ts';
import { sampleOf } from '../inspect.fixture.ts';
import { inspect } from '../inspect.ts';

/** Unknown packages of a sample, `name` or `name ~ what it is near`. */
async function unknownIn(language: 'python' | 'javascript' | 'bash', files: string | Record<string, string>) {
  const { packages } = await inspect(sampleOf(language, files));
  return packages.map(({ name, near }) => (near === undefined ? name : `${name} ~ ${near}`));
}

describe('an import is explained', () => {
  it.each([
    ['by the standard library', 'import os, json\nfrom xml.etree import ElementTree\nimport tomllib, urllib2, _thread'],
    ['by its package, however that is called', 'import cv2, PIL, sklearn, yaml, bs4, dateutil, Crypto, jwt'],
    ['by the long list', 'import dagster_postgres, flask_threads\nimport docx2txt'],
    ['by being the sample’s own, or relative', 'from . import x\nfrom .y import z\nimport main'],
  ])('in Python %s', async (_, code) => {
    expect(await unknownIn('python', code)).toEqual([]);
  });

  it.each([
    ['by Node itself', 'require("fs"); require("node:sqlite"); require("fs/promises"); import("os")'],
    [
      'by its package',
      'import _ from "lodash/map"; require("react"); import "@types/node"; require("@babel/unheard-of")',
    ],
    [
      'by being a path, an alias or a scheme',
      'import "./a"; import "../b.js"; import "#own"; import "https://x/y"; import "@/c"',
    ],
    ['by being known only at run time', 'require(name); require("./" + x)'],
  ])('in JavaScript %s', async (_, code) => {
    expect(await unknownIn('javascript', code)).toEqual([]);
  });

  it('by another file of the sample', async () => {
    expect(
      await unknownIn('python', {
        'main.py': 'import helpers_own\nimport lib_own.a',
        'helpers_own.py': '',
        'src/lib_own/a.py': '',
      }),
    ).toEqual([]);
  });

  it.each([
    ['requirements.txt', '# comment\nour-inner-lib==1.0\n-r other.txt\n'],
    ['pyproject.toml', '[project]\nname = "x"\ndependencies = [\n  "our-inner-lib>=1",\n]\n'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.11"\nour-inner-lib = "^1"\n'],
    ['setup.cfg', '[options]\ninstall_requires =\n    our-inner-lib>=1\n'],
    ['Pipfile', '[packages]\nour-inner-lib = "*"\n'],
    ['environment.yml', 'dependencies:\n  - python=3.11\n  - pip:\n    - our-inner-lib==1\n'],
  ])('by what %s declares', async (manifest, text) => {
    const files = { 'main.py': 'import our_inner_lib\nimport our_other_lib', [manifest]: text };
    expect(await unknownIn('python', files)).toEqual(['our_other_lib']);
  });

  it('by what package.json declares', async () => {
    const files = {
      'main.js': 'require("our-inner-lib/x"); require("our-own-name"); require("our-other-lib")',
      'package.json': '{"name": "our-own-name", "devDependencies": {"our-inner-lib": "1"}}',
    };
    expect(await unknownIn('javascript', files)).toEqual(['our-other-lib']);
  });
});

describe('an import nobody knows is reported', () => {
  it('with its place, once a file', async () => {
    const { packages } = await inspect(
      sampleOf('python', {
        'a.py': '\nimport superjsonvalidatorx\nfrom superjsonvalidatorx import y',
        'b.py': 'import superjsonvalidatorx',
      }),
    );
    expect(packages).toEqual([
      { name: 'superjsonvalidatorx', file: 'a.py', line: 2 },
      { name: 'superjsonvalidatorx', file: 'b.py', line: 1 },
    ]);
  });

  it.each([
    ['import reqeusts', 'reqeusts ~ requests'],
    ['import request5', 'request5 ~ requests'],
    ['import numppy as np', 'numppy ~ numpy'],
    ['import tensorfIow', 'tensorfIow ~ tensorflow'],
    ['import matplotllib.pyplot', 'matplotllib ~ matplotlib'],
    ['import pandsa', 'pandsa ~ pandas'],
    ['__import__("reqeusts")', 'reqeusts ~ requests'],
  ])('as a near miss: %s', async (code, expected) => {
    expect(await unknownIn('python', code)).toEqual([expected]);
  });

  it.each([
    ['require("lodahs")', 'lodahs ~ lodash'],
    ['import "expresss"', 'expresss ~ express'],
    ['import x from "cross-evn"', 'cross-evn ~ cross-env'],
    ['import x from "crossenv2"', 'crossenv2 ~ cross-env'],
    ['await import("m0ngoose")', 'm0ngoose ~ mongoose'],
  ])('as a near miss in JavaScript: %s', async (code, expected) => {
    expect(await unknownIn('javascript', code)).toEqual([expected]);
  });

  it('in commands that install it', async () => {
    expect(
      await unknownIn(
        'bash',
        'pip install --upgrade reqeusts==2.0 numpy -r req.txt ./local\nnpm i expresss react@18\n',
      ),
    ).toEqual(['reqeusts ~ requests', 'expresss ~ express']);
  });

  it('in a manifest, whose word counts for existence and not for spelling', async () => {
    const files = { 'main.py': 'import reqeusts', 'requirements.txt': 'numpy\nreqeusts>=2\n' };
    const { packages } = await inspect(sampleOf('python', files));
    expect(packages).toEqual([
      { name: 'reqeusts', file: 'main.py', line: 1, near: 'requests' },
      { name: 'reqeusts', file: 'requirements.txt', line: 2, near: 'requests' },
    ]);
  });

  it('and a flood of invented names costs no time, and is said to be one', async () => {
    const code = Array.from({ length: 5_000 }, (_, index) => `import invented_module_number_${index}`).join('\n');
    const spent = await processorMs(async () => {
      const { packages, skipped } = await inspect(sampleOf('python', code));
      expect(packages).toHaveLength(300);
      expect(skipped).toEqual([{ file: 'main', reason: 'only in part: it names more than 300 packages' }]);
    });
    expect(spent).toBeLessThan(8_000);
  });

  it('and a manifest of many lines is searched once, not once a name', async () => {
    const dependencies = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`q${i.toString(36)}z`, '1']));
    const manifest = `${'\n'.repeat(420_000)}${JSON.stringify({ dependencies })}`;
    const spent = await processorMs(async () =>
      expect(await unknownIn('javascript', { 'main.js': 'require("q1z")', 'package.json': manifest })).toEqual([]),
    );
    expect(spent).toBeLessThan(8_000);
  });

  it('and a module that is merely called like a thing in the plural is no near miss', async () => {
    expect(await unknownIn('python', 'import schedules_x\nimport panels\n')).not.toContain('panels ~ panel');
  });
});
