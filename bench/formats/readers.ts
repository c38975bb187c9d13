import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { marked } from 'marked';
import { renderReport } from '../../packages/glovebox/src/report/formats/render.ts';
import type { Report } from '../../packages/glovebox/src/report/report.ts';
import type { Sample } from '../../packages/glovebox/src/sample/sample.ts';

const SPEC = join(import.meta.dirname, '../../../shared/specs/sarif-schema-2.1.0.json');

/** The first thing that is wrong with a format, by its reader; absent where nothing is. */
export interface Faults {
  readonly sarif?: string;
  readonly markdown?: string;
  readonly junit?: string;
}

export interface Reading {
  readonly faults: Faults;
  readonly results: number;
  readonly flows: number;
  /** Of the comment. */
  readonly bytes: number;
}

export async function faultsOf(report: Report, sample: Sample): Promise<Reading> {
  const sarif = JSON.parse(await renderReport('sarif', report, sample));
  const markdown = await renderReport('markdown', report, sample);
  const results: { codeFlows?: unknown[] }[] = sarif.runs[0].results;
  return {
    faults: {
      ...named(
        'sarif',
        notValid(sarif) ?? (results.length === report.findings.length ? undefined : 'a result is missing'),
      ),
      ...named('markdown', notOurs(markdown)),
      ...named('junit', notRead(await renderReport('junit', report, sample), report)),
    },
    results: results.length,
    flows: results.reduce((sum, { codeFlows = [] }) => sum + codeFlows.length, 0),
    bytes: Buffer.byteLength(markdown),
  };
}

function named(name: keyof Faults, fault: string | undefined): Faults {
  return fault === undefined ? {} : { [name]: fault };
}

let validate: ValidateFunction | undefined;

function notValid(sarif: unknown): string | undefined {
  if (!existsSync(SPEC)) throw new Error(`the schema of SARIF is not at ${SPEC}`);
  validate ??= new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
    ...JSON.parse(readFileSync(SPEC, 'utf8')),
    $schema: undefined,
    id: undefined,
  });
  return validate(sarif) ? undefined : JSON.stringify(validate.errors?.[0]);
}

const OWN_TAGS = /^<\/?(h3|p|code|pre|strong|ul|li|details|summary|sub|em)>$/;

function notOurs(markdown: string): string | undefined {
  if (Buffer.byteLength(markdown) > 60_000) return `${Buffer.byteLength(markdown)} bytes`;
  const html = marked.parse(markdown, { gfm: true, async: false }).replace(/<code>[^<]*<\/code>/g, '');
  return html.match(/<[^>]*>/g)?.find((tag) => !OWN_TAGS.test(tag));
}

/** Every `<` begins a tag of ours, and there is a case for each finding: a strict reader for what our writer can write. */
function notRead(xml: string, { findings }: Report): string | undefined {
  const tags = xml.replace(/<(\/?[a-z]+)((?: [a-z]+="[^"<]*")*)\/?>/g, '').replace(/^<\?xml [^>]*\?>/, '');
  if (tags.includes('<')) return tags.slice(tags.indexOf('<')).slice(0, 80);
  const cases = xml.split('<testcase ').length - 1;
  return cases === Math.max(1, findings.length) ? undefined : `${cases} cases for ${findings.length} findings`;
}
