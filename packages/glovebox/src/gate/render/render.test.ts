import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Entry, type GateFinding, type GateResult, gateSchema } from '../result.ts';
import { renderGate } from './render.ts';

const SPEC = fileURLToPath(new URL('../../../../../../shared/specs/sarif-schema-2.1.0.json', import.meta.url));
const NO_SPEC = existsSync(SPEC) ? undefined : `the schema of SARIF is not at ${SPEC}`;
if (NO_SPEC !== undefined) console.log(`skipped: ${NO_SPEC}`);

function entry(target: string, line: number): Entry {
  return { kind: 'host', capability: 'network.connect', target, unit: 'a.py', file: 'a.py', line, seen: true };
}

function finding(line: number, more: Partial<GateFinding> = {}): GateFinding {
  return {
    rule: 'secret-sent',
    severity: 'critical',
    title: 'Sends stored credentials away',
    locations: [
      { file: 'a.py', line },
      { file: 'b.py', line: 3 },
    ],
    evidence: ['event:1'],
    message: 'What it reads reaches https://drop.example.',
    remedy: 'Do not run it where real credentials are.',
    status: 'open',
    fingerprint: 'e43b9444dd1dc9a895e70035f0eeb4ad',
    steps: [{ what: 'reads a secret', event: 'event:1', run: 'run:1', atMs: 1, file: 'a.py', line }],
    cwe: ['CWE-200'],
    unit: 'a.py',
    introduced: true,
    excerpt: 'urlopen(url, key)',
    ...more,
  };
}

function result(more: Partial<GateResult> = {}): GateResult {
  return gateSchema.parse({
    schema: 'glovebox.gate/1',
    base: { ref: 'main', commit: 'a'.repeat(40) },
    head: { ref: 'HEAD', commit: 'b'.repeat(40) },
    verdict: { decision: 'block', risk: 100, reasons: ['secret-sent'], lower: ['Without it the risk would be 0.'] },
    provenance: { author: 'unknown', reasons: [] },
    changes: { files: 3, examined: 2, skipped: [{ file: 'x.bin', reason: 'it is binary' }] },
    difference: { added: [entry('drop.example:443', 4)], removed: [entry('ours.example:443', 9)] },
    concerns: [{ kind: 'not-examined', message: 'x.bin was not examined', remedy: 'Read it.', file: 'x.bin' }],
    notes: [],
    findings: [
      finding(4),
      finding(5, {
        status: 'overridden',
        override: { id: 'ov-1', by: 'jane@example.com', reason: 'it is ours', expires: '2027-01-31T00:00:00Z' },
      }),
      finding(6, { introduced: false }),
    ],
    inherited: 1,
    units: [],
    engine: { version: '0.1.0', policy: 'sha256:0' },
    timings: { totalMs: 1 },
    ...more,
  });
}

describe.skipIf(NO_SPEC !== undefined)('SARIF', () => {
  it('is what its schema says, with what is new, known and accepted told apart', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
    const validate = ajv.compile({ ...JSON.parse(readFileSync(SPEC, 'utf8')), $schema: undefined, id: undefined });
    const sarif = JSON.parse(await renderGate('sarif', result()));
    expect([validate(sarif), validate.errors]).toEqual([true, null]);
    const [run] = sarif.runs;
    expect(run.results).toMatchObject([
      { baselineState: 'new', partialFingerprints: { 'glovebox/v1': expect.any(String) } },
      { suppressions: [{ kind: 'external', justification: expect.stringContaining('jane@example.com') }] },
      { baselineState: 'unchanged' },
    ]);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([{ descriptor: { id: 'not-examined' } }]);
  });
});

describe('a comment', () => {
  it('stays below what services take, however much there is, and says that there is more', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => index + 1);
    const markdown = await renderGate(
      'markdown',
      result({
        difference: { added: many.map((line) => entry(`${line}.${'x'.repeat(200)}.example:443`, line)), removed: [] },
        findings: many.map((line) => finding(line, { excerpt: '`'.repeat(180), message: '|'.repeat(3_000) })),
      }),
    );
    expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
    expect(markdown).toContain('and 2975 more');
  });

  it('has the decision and what is added in its first ten lines, and what went folded away', async () => {
    const lines = (await renderGate('markdown', result())).split('\n');
    expect(lines[0]).toBe('### ⛔ Glovebox: block, risk 100 of 100');
    expect(lines.slice(0, 10).join('\n')).toContain('`drop.example:443` | `a.py:4` | seen');
    const folded = lines.findIndex((line) => line.includes('<details>'));
    expect(lines.findIndex((line) => line.includes('ours.example'))).toBeGreaterThan(folded);
  });

  it('has no cell that a target could end', async () => {
    const markdown = await renderGate(
      'markdown',
      result({ difference: { added: [entry('a | b \\| `c` | d', 4)], removed: [] } }),
    );
    const row = markdown.split('\n').find((line) => line.includes('connects to')) ?? '';
    expect(row.match(/\|/g)).toHaveLength(6);
  });
});

it('a terminal shows each place once, with every rule that found something there, within its width', async () => {
  const text = await renderGate('text', result({ findings: [finding(4), finding(4, { rule: 'secret-read' })] }));
  expect(text.match(/a\.py:4$/gm)).toHaveLength(1);
  expect(text).toContain('secret-read');
  expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
});

it.each([
  ['tests#/main.py', 'tests#/main.py'],
  ['tests#/ci.yml#build', 'tests#/ci.yml'],
])('what has no line is shown in the file of its program, whatever that is called: %s', async (unit, file) => {
  const program = { kind: 'file', language: 'python', decision: 'review', risk: 30, depth: 'quick' } as const;
  const told = result({
    findings: [finding(1, { unit, locations: [] })],
    units: [{ ...program, name: unit, files: [file], ms: 1, cached: false }],
  });
  const sarif = JSON.parse(await renderGate('sarif', told));
  const { artifactLocation } = sarif.runs[0].results[0].locations[0].physicalLocation;
  expect(decodeURIComponent(artifactLocation.uri)).toBe(file);
  expect(await renderGate('github', told)).toContain(`file=${file},line=1,`);
});
