/** What the README tells a reader to type is what CI runs and what the program understands. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trim().split('\n'));
const setupCommands = commands.filter((command) => /^\.\/setup\.sh( all)? && /.test(command));

test('there are two commands that set everything up: one checks an example, one runs the tests', () => {
  expect(setupCommands).toEqual([expect.stringMatching(/npx glovebox check examples\//), './setup.sh all && npm test']);
});

test('CI runs the test command of the README and nothing else', () => {
  const ran = readFileSync(join(root, '.ci/run'), 'utf8')
    .split('\n')
    .filter((line) => !/^(#.*|set -eu|cd "\$\(dirname "\$0"\)\/\.\."|)$/.test(line));
  expect(ran).toEqual([setupCommands[1]]);
});

test('the test command builds, checks types, lints and tests', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const part of ['build', 'typecheck', 'lint']) expect(scripts.test).toContain(`node --run ${part}`);
  expect(scripts.test).toMatch(/vitest run$/);
});

test('the example that is checked exists', () => {
  const path = /npx glovebox check (\S+)/.exec(setupCommands[0] ?? '')?.[1] ?? 'none';
  expect(existsSync(join(root, path)), path).toBe(true);
});

test.each([
  ...new Set(commands.map((command) => /npx glovebox (\S+)/.exec(command)?.[1]).filter((name) => name !== undefined)),
])('glovebox knows the subcommand %s', (subcommand) => {
  const { stdout } = glovebox(subcommand, '--help');
  expect(stdout).toContain(`Usage: glovebox ${subcommand}`);
});

test('glovebox check knows the options that the README names', () => {
  const options = [...readme.matchAll(/`(--[a-z-]+)/g)].map(([, option]) => option ?? '');
  const { stdout } = glovebox('check', '--help');
  expect(options.filter((option) => !stdout.includes(option))).toEqual([]);
});

test('every link of the README leads to a file', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');
  expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

test('the README starts and sells in under 150 lines', () => {
  expect(readme.split('\n').length).toBeLessThan(150);
});

function glovebox(...args: string[]) {
  const bin = join(root, 'packages/glovebox/bin/glovebox.js');
  return spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
}
