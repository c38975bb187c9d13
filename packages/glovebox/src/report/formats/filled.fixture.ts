/** Reports in which every text that a schema leaves free is one given text: a field that is added is tried without anybody's thought. */
import type { Report } from '../report.ts';
import { reportJsonSchema } from '../schema.ts';
import type { Sources } from '../view.ts';

/** As much of a JSON Schema as ours use. */
export interface Filling {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Filling[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Filling>>;
  readonly additionalProperties?: Filling | false;
  readonly items?: Filling;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

const SCHEMA = reportJsonSchema() as Filling;

/** What fits a pattern: ids and digests. */
const FITTING: readonly string[] = [
  'site:1',
  'event:1',
  'flow:1',
  'run:1',
  'code:1',
  'conversation:1',
  'a'.repeat(32),
  'a'.repeat(64),
  `sha256:${'a'.repeat(64)}`,
  'some-rule',
  '2030-01-01T00:00:00Z',
];

/** A value of a schema with every field there is, and `text` wherever the schema does not say which text. */
export function filled(schema: Filling, text: string): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return filled(schema.anyOf[0] ?? {}, text);
  if (schema.type === 'string') return textOf(schema.pattern, text);
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') return [filled(schema.items ?? {}, text)];
  if (schema.type !== 'object') return text;
  const named = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, filled(part, text)]);
  const free = schema.additionalProperties;
  return Object.fromEntries([...named, ...(free ? [[text, filled(free, text)]] : [])]);
}

function textOf(pattern: string | undefined, text: string): string {
  if (pattern === undefined) return text;
  const fitting = FITTING.find((candidate) => new RegExp(pattern).test(candidate));
  if (fitting === undefined) throw new Error(`no example fits ${pattern}: add one to FITTING`);
  return fitting;
}

/** A report made of one text, an open finding and an accepted one, two runs, and the file it is about. */
export function filledReport(text: string): { report: Report; sources: Sources } {
  const report = filled(SCHEMA, text) as Report;
  const [finding] = report.findings;
  const [run] = report.runs;
  if (finding === undefined || run === undefined) throw new Error('the schema of a report has findings and runs');
  const evidence = ['site:1', 'flow:1', 'event:1', 'code:1', 'run:1'];
  const http = (run.conversations ?? []).map((one) => ({ ...one, protocol: 'http' as const }));
  const runs = [run, { ...run, id: 'run:2' }].map((one) => ({ ...one, conversations: http }));
  return {
    report: {
      ...report,
      findings: [
        { ...finding, status: 'open', evidence },
        { ...finding, status: 'overridden', evidence },
      ],
      runs,
    },
    sources: { files: [{ path: text, content: Buffer.from(`call(${text})\n`) }] },
  };
}
