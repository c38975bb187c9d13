import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitOf } from '../eval/corpus.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const SAMPLES = [
  { id: 'a', language: 'python', label: 'risky', category: 'delete', code: 'import shutil\nshutil.rmtree("/etc")\n' },
  { id: 'b', language: 'bash', label: 'benign', category: 'list', code: 'ls -l | sort\n' },
  { id: 'c', language: 'javascript', label: 'benign', category: 'sum', code: 'console.log(1 + 2);\n' },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-eval-'));
  writeFileSync(join(folder, 'good.jsonl'), SAMPLES.map((sample) => JSON.stringify(sample)).join('\n'));
  writeFileSync(join(folder, 'bad.jsonl'), `${JSON.stringify(SAMPLES[0])}\n{"id": 1}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function evaluation(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, 'eval', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

it('JSON holds each sample with its verdict, and the summary', async () => {
  const { code, stdout, stderr } = await evaluation('good.jsonl', '--depth', 'quick', '--format', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { samples, summary } = JSON.parse(stdout);
  expect(samples).toMatchObject([
    {
      id: 'a',
      label: 'risky',
      category: 'delete',
      decision: 'block',
      risk: expect.any(Number),
      ms: expect.any(Number),
    },
    { id: 'b', label: 'benign', category: 'list', decision: 'allow', risk: 0 },
    { id: 'c', label: 'benign', category: 'sum', decision: 'allow', risk: 0 },
  ]);
  expect(summary.detection.block).toEqual({ precision: 1, recall: 1, falsePositiveRate: 0 });
});

it('runs the samples where no depth is named', async () => {
  const { code, stdout } = await evaluation('good.jsonl', '--jobs', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/all, block +100\.0 % +100\.0 % +0\.0 %/);
});

it('has a network played where samples are run, so that what is done with an answer is seen', async () => {
  const code =
    'import urllib.request\nprint(urllib.request.urlopen("http://ada.github.io/a.html", timeout=5).read().decode())\n';
  writeFileSync(
    join(folder, 'page.jsonl'),
    JSON.stringify({ id: 'page', language: 'python', label: 'risky', category: 'relay', code }),
  );
  const reasons = async (...args: readonly string[]) =>
    JSON.parse((await evaluation('page.jsonl', '--format', 'json', ...args)).stdout).samples[0].reasons;
  expect(await reasons()).toContain('stranger-page-relayed');
  expect(await reasons('--network', 'deny')).not.toContain('stranger-page-relayed');
});

it('goes on from what an earlier evaluation has decided', async () => {
  const args = ['good.jsonl', '--depth', 'quick', '--format', 'json', '--resume', 'progress.jsonl'];
  const first = await evaluation(...args);
  const path = join(folder, 'progress.jsonl');
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(3);
  const marked = lines[0]?.replace(/"ms":[\d.]+/, '"ms":12345');
  writeFileSync(path, `${header}\n${marked}\n`);
  const again = await evaluation(...args);
  const [was, is] = [JSON.parse(first.stdout).samples, JSON.parse(again.stdout).samples];
  expect(is.map(({ id, decision }: { id: string; decision: string }) => [id, decision])).toEqual(
    was.map(({ id, decision }: { id: string; decision: string }) => [id, decision]),
  );
  expect(is.filter(({ ms }: { ms: number }) => ms === 12345)).toHaveLength(1);
});

it('one part of the split is examined alone', async () => {
  const { stdout } = await evaluation('good.jsonl', '--depth', 'quick', '--split', 'in', '--format', 'json');
  const ids = JSON.parse(stdout).samples.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(SAMPLES.filter((sample) => splitOf(sample) === 'in').map(({ id }) => id));
});

it.each([
  [['bad.jsonl'], /bad\.jsonl:2 is no labelled sample: id/],
  [['none.jsonl'], /none\.jsonl: ENOENT/],
  [['good.jsonl', '--jobs', '0'], /whole number from 1/],
  [[], /missing required argument/],
])('%j ends with 2, a reason on stderr and nothing on stdout', async (args, reason) => {
  const { code, stdout, stderr } = await evaluation(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(reason);
});
