import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const { asScript } = createRequire(import.meta.url)('../../../guest/node/imports.cjs') as {
  asScript(source: string, load: string): string;
};

it.each([
  ["import fs from 'node:fs';\nfs.x", 'const { default: fs } = await L("node:fs");\nfs.x'],
  ["import { a as b,\n c } from 'x'\nnext", 'const { a: b, c } = await L("x")\n\nnext'],
  ["import * as p from 'p'", 'const p = await L("p")'],
  ["import d, { a } from 'p'", 'const { default: d, a } = await L("p")'],
  ["import d, * as all from 'p'", 'const all = await L("p"), { default: d } = all'],
  ["import 'p'", 'await L("p")'],
  ["import j from './d.json' with { type: 'json' }", 'const { default: j } = await L("./d.json")'],
  ["await import('p')", "await L('p')"],
  [`\`\${await import("p")} import("q")\``, `\`\${await L("p")} import("q")\``],
  [`\`\${{ a: \`\${import("p")}\` }}\``, `\`\${{ a: \`\${L("p")}\` }}\``],
  ['export const a = 1', 'const a = 1'],
  ['export default function f() {}', 'function f() {}'],
  ['export default 5', ' 5'],
  ['export { a, b }', ''],
])('a module says %j, a script %j', (module, script) => {
  expect(asScript(module, 'L')).toBe(script);
});

it.each([
  `console.log("import('p')", 'export const x')`,
  "// import x from 'p'\n/* export default 1 */",
  'const pattern = /import("p")\'/g',
  'object.import("p"); object\n  .import("q")',
  'const imports = exported',
  'const half = a / b; `import x from "p"`',
])('leaves %j as it is', (source) => {
  expect(asScript(source, 'L')).toBe(source);
});

it('keeps every line where it was', () => {
  const source = "import {\n  a,\n  b,\n} from 'p';\nimport c from 'q';\nlast";
  expect(asScript(source, 'L').split('\n').indexOf('last')).toBe(5);
});
