import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeResultFile } from './write-file.ts';

let folder: string;
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-output-'));
  mkdirSync(join(folder, 'checkout'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'home/precious'), 'mine');
  process.chdir(join(folder, 'checkout'));
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

it('writes a file, and writes it anew', async () => {
  await writeResultFile('report.json', 'long text');
  await writeResultFile(join(folder, 'checkout/report.json'), 'text');
  expect(readFileSync('report.json', 'utf8')).toBe('text');
  await writeResultFile('/dev/null', 'text');
});

it.each([
  ['a link to a file', '../home/precious', 'report.json', 'report.json'],
  ['a link to a folder', '../home', 'out', 'out/precious'],
])('writes through no link that a checkout brings: %s', async (_, target, link, path) => {
  symlinkSync(target, link);
  await expect(writeResultFile(path, 'theirs')).rejects.toThrow(`${link} is a link`);
  expect(readFileSync(join(folder, 'home/precious'), 'utf8')).toBe('mine');
  // The control: what writes through links does.
  writeFileSync(path, 'theirs');
  expect(readFileSync(join(folder, 'home/precious'), 'utf8')).toBe('theirs');
});

it('nor through one that lies in a folder of everybody', async () => {
  symlinkSync('home/precious', join(folder, 'report.json'));
  await expect(writeResultFile(join(folder, 'report.json'), 'theirs')).rejects.toThrow('could not be written');
  expect(readFileSync(join(folder, 'home/precious'), 'utf8')).toBe('mine');
});
