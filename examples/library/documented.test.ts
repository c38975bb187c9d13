/** What docs/library.md shows compiles, runs, and prints what stands beside it, in a project that has installed glovebox. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const execute = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const [, ...sections] = readFileSync(join(ROOT, 'docs/library.md'), 'utf8').split(/^## /m);
const shown = sections
  .flatMap((section) =>
    [...section.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => ({ title: section.split('\n', 1)[0], code })),
  )
  .map((block, n) => ({ ...block, file: `block-${n}.ts` }));
const project = mkdtempSync(join(tmpdir(), 'glovebox-documented-'));
for (const name of ['@types/node', 'ai', '@langchain/core']) link(name, join(ROOT, 'node_modules', name));
link('glovebox', join(ROOT, 'packages/glovebox'));
writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
writeFileSync(join(project, 'program.py'), 'print("hello")\n');
for (const { file, code } of shown) writeFileSync(join(project, file), code);
afterAll(() => rmSync(project, { recursive: true, force: true }));

it('shows something of every part', () => {
  expect(shown.length).toBeGreaterThanOrEqual(12);
});

it('compiles', { timeout: 60_000 }, async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const flags = '--noEmit --strict --skipLibCheck --lib es2024 --target es2022 --types node --module nodenext';
  const { stdout } = await execute(process.execPath, [tsc, ...flags.split(' '), ...shown.map(({ file }) => file)], {
    cwd: project,
  }).catch((error) => error);
  expect(stdout).toBe('');
});

it.each(shown)('$title: $file prints what it says', async ({ file, code }) => {
  const { stdout } = await execute(process.execPath, [file], { cwd: project });
  const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  expect(stdout.trimEnd().split('\n')).toEqual(said);
});

function link(name: string, target: string): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place);
}
