import { expect, test } from 'vitest';
import { importViolations } from './check-imports.ts';

const check = (file: string, text: string) => importViolations(new Map([[file, text]]));

test.each([
  ['judge/judge.ts', `import { report } from '../report/report.ts';`, 'report comes after judge'],
  ['judge/judge.ts', `import type { Report } from '../report/report.ts';`, 'report comes after judge'],
  ['judge/judge.ts', `export { report } from '../report/report.ts';`, 'report comes after judge'],
  ['judge/judge.ts', `const { report } = await import('../report/report.ts');`, 'report comes after judge'],
  ['judge/judge.ts', `let report: import("../report/report.ts").Report;`, 'report comes after judge'],
  ['sample/read.ts', `import '../inspect/site.ts';`, 'inspect comes after sample'],
  ['observe/kernel.ts', `import { run } from '../sandbox/jail/run.ts';`, 'sandbox comes after observe'],
  ['gate/gate.ts', `import { print } from '../cli/print.ts';`, 'nothing under the flow imports cli'],
  ['server/app.ts', `import { print } from '../cli/print.ts';`, 'only cli starts another way in'],
  ['mcp/tools.ts', `import { app } from '../server/app.ts';`, 'only cli starts another way in'],
  ['error.ts', `import { sample } from './sample/sample.ts';`, 'shared by every folder'],
  ['judge/judge.ts', `import { glovebox } from '../index.ts';`, 'import the file itself'],
  ['judge/judge.ts', `import { x } from '../misc/x.ts';`, 'misc has no place in the flow'],
  ['misc.ts', `import { x } from './sample/sample.ts';`, 'misc.ts has no place in the flow'],
])('%s may not have: %s', (file, text, rule) => {
  expect(check(file, text)).toEqual([expect.objectContaining({ file, line: 1, rule: expect.stringContaining(rule) })]);
});

test.each([
  ['report/report.ts', `import type { Finding } from '../judge/finding.ts';`],
  ['sandbox/jail/run.ts', `import { kernel } from '../../observe/kernel.ts';`],
  ['sandbox/jail/run.ts', `import { limits } from '../limits.ts';`],
  ['sample/sample.ts', `import { GloveboxError } from '../error.ts';`],
  ['error.ts', `import type { Capability } from './capability.ts';`],
  ['cli/serve.ts', `import { app } from '../server/app.ts';`],
  ['cli/main.ts', `import pkg from '../../package.json' with { type: 'json' };`],
  ['index.ts', `export { check } from './gate/check.ts';`],
  ['judge/judge.ts', `import { z } from 'zod';`],
])('%s may have: %s', (file, text) => {
  expect(check(file, text)).toEqual([]);
});

test('every violation is named with its line, also in an import over several lines', () => {
  const text = `import {\n  one,\n} from '../report/one.ts';\nimport two from '../store/two.ts';\n`;
  expect(check('inspect/site.ts', text).map(({ line, imported }) => [line, imported])).toEqual([
    [3, 'report/one.ts'],
    [4, 'store/two.ts'],
  ]);
});
