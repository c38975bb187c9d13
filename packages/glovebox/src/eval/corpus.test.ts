import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCorpora, splitOf } from './corpus.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-corpus-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = { id: 'a', language: 'bash', label: 'risky', category: 'delete', code: 'rm -rf /', intent: 'not read' };

function corpus(name: string, ...lines: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

it('reads several files, passes over blank lines, and knows where each sample stands', async () => {
  const cases = await readCorpora([
    corpus('first.jsonl', GOOD, '', { ...GOOD, id: 'b' }),
    corpus('second.json', `\uFEFF${JSON.stringify(GOOD)}\r`),
  ]);
  expect(cases.map(({ corpus: name, line, id }) => `${name}:${line} ${id}`)).toEqual([
    'first:1 a',
    'first:3 b',
    'second:1 a',
  ]);
  expect(cases[0]).toMatchObject({ language: 'bash', label: 'risky', category: 'delete', code: 'rm -rf /' });
});

describe('a line that is no labelled sample is told by file and line', () => {
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"id": ', /bad\.jsonl:2 is no JSON/],
    ['no object', '"text"', /bad\.jsonl:2 is no labelled sample: the line/],
    ['a member missing', { ...GOOD, code: undefined }, /bad\.jsonl:2 .*code/],
    ['an unknown label', { ...GOOD, label: 'nice' }, /bad\.jsonl:2 .*label.*risky.*insecure.*benign/],
    ['an unknown language', { ...GOOD, language: 'cobol' }, /bad\.jsonl:2 .*language.*python/],
    ['an empty id', { ...GOOD, id: '' }, /bad\.jsonl:2 .*id/],
  ])('%s', async (_, line, message) => {
    const reading = readCorpora([corpus('bad.jsonl', GOOD, line)]);
    await expect(reading).rejects.toMatchObject({ code: 'corpus-invalid', message: expect.stringMatching(message) });
  });

  it('no such file, and nothing in it', async () => {
    await expect(readCorpora([join(folder, 'none.jsonl')])).rejects.toThrow(/none\.jsonl: ENOENT/);
    await expect(readCorpora([corpus('empty.jsonl', '')])).rejects.toThrow(/no sample in .*empty\.jsonl/);
  });
});

it('the split depends on the id alone, and holds out about one in three', () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => `sample/${index}`);
  const out = ids.filter((id) => splitOf({ id }) === 'out');
  expect(out.length).toBeGreaterThan(900);
  expect(out.length).toBeLessThan(1_100);
  expect(out.every((id) => splitOf({ id }) === 'out')).toBe(true);
});
